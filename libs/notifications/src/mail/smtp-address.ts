import { z } from 'zod';
import { setting } from '#config';

/** The mail server that takes the hub's mail. */
export interface SmtpAddress {
  readonly host: string;
  readonly port: number;
  readonly user: string | null;
  readonly password: string | null;
  /** `wrapped` from the first byte (smtps), `started` by STARTTLS and insisted upon, or none. Certificates are always checked. */
  readonly tls: 'wrapped' | 'started' | 'none';
}

const LOOPBACK = /^(127\.\d+\.\d+\.\d+|localhost|\[::1\])$/;

const address = setting(
  'SMTP_URL',
  z.string().max(2_000).transform((text, context): SmtpAddress => {
    const read = readSmtpAddress(text);
    if (typeof read !== 'string') return read;
    context.addIssue({ code: 'custom', message: read });
    return z.NEVER;
  }).optional(),
  'the mail server: smtp://user:password@mail.example.org:587 (STARTTLS, insisted upon except to this machine itself; ?tls=none leaves it out), or smtps://…:465; without it mail is written to the folder outbox of the data folder',
  { secret: true },
);

export function smtpAddress(): SmtpAddress | null {
  return address.value ?? null;
}

/** @returns the rule that the text breaks, when it names no mail server */
export function readSmtpAddress(text: string): SmtpAddress | string {
  if (!URL.canParse(text)) return 'a URL as smtp://mail.example.org:587';
  const url = new URL(text);
  if (url.protocol !== 'smtp:' && url.protocol !== 'smtps:') return 'it begins with smtp:// or smtps://';
  if (url.hostname === '' || (url.pathname !== '' && url.pathname !== '/') || url.hash !== '') return 'a host, and a port if it is not the usual one, with nothing behind them';
  const asked = url.searchParams.get('tls');
  if ([...url.searchParams.keys()].some((name) => name !== 'tls') || (asked !== null && (asked !== 'none' || url.protocol === 'smtps:'))) return 'behind ? nothing but tls=none, of smtp:// alone';
  if ((url.username === '') !== (url.password === '')) return 'a user name and a password, or neither';
  const [user, password] = [decoded(url.username), decoded(url.password)];
  if (user === undefined || password === undefined) return 'a user name and a password in which what has a meaning in URLs is percent-encoded';
  const wrapped = url.protocol === 'smtps:';
  return {
    host: url.hostname.replace(/^\[|\]$/g, ''), port: url.port === '' ? (wrapped ? 465 : 587) : Number(url.port),
    user: user || null, password: password || null,
    tls: wrapped ? 'wrapped' : asked === 'none' || LOOPBACK.test(url.hostname) ? 'none' : 'started',
  };
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
