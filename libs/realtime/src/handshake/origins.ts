import { z } from 'zod';
import { setting } from '#config';

const publicUrl = setting('HUB_PUBLIC_URL', z.url({ protocol: /^https?$/ }).optional(), 'the address under which people reach the hub, as https://hub.example.org; links and the allowed origin are made of it');
const moreOrigins = setting(
  'HUB_ORIGINS',
  z.string().default('').transform((text) => text.split(',').map((part) => part.trim()).filter((part) => part !== '')).pipe(z.array(z.url()).max(50)),
  'further origins whose pages may use the hub, separated by commas, each exact (scheme, host, port)',
);

/** The origin under which people reach the hub, where HUB_PUBLIC_URL names one: links are made of it. */
export function publicOrigin(): string | null {
  return publicUrl.value === undefined ? null : new URL(publicUrl.value).origin;
}

/** True when the hub is reached over https, so that cookies must be Secure and carry the __Host- prefix. */
export function servedSecurely(): boolean {
  return publicUrl.value?.startsWith('https:') ?? false;
}

/**
 * Pages of these origins alone may use a session cookie: the public address, what HUB_ORIGINS lists and, where no
 * public address is set, the loopback address that the request itself was sent to.
 */
export function isAllowedOrigin(origin: string, host: string | undefined): boolean {
  if (moreOrigins.value.some((allowed) => new URL(allowed).origin === origin)) return true;
  if (publicUrl.value !== undefined) return new URL(publicUrl.value).origin === origin;
  return host !== undefined && /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/.test(host) && origin === `http://${host}`;
}
