import { z } from 'zod';
import { setting } from '#config';
import { publicOrigin } from '#realtime';

/** Who mail is from. */
export interface Sender {
  readonly name: string;
  readonly address: string;
}

const NAME = 'Corridor Hub';

const from = setting(
  'HUB_MAIL_FROM',
  z.string().max(320).transform((text, context): Sender => {
    const sender = readSender(text);
    if (sender !== null) return sender;
    context.addIssue({ code: 'custom', message: 'an address as hub@example.org, or Name <hub@example.org>' });
    return z.NEVER;
  }).optional(),
  'the address that mail is sent from, and a name before it if one is wanted: hub@ the host of HUB_PUBLIC_URL where it is not set',
);

/** `hub@example.org`, or `Name <hub@example.org>`; null when it is neither. */
export function readSender(text: string): Sender | null {
  const [, name, inBrackets] = /^([^<>"\p{Cc}]*)<([^<>]+)>$/u.exec(text.trim()) ?? [];
  const address = z.email().safeParse((inBrackets ?? text).trim());
  return address.success ? { name: name?.trim() || NAME, address: address.data } : null;
}

export function sender(): Sender {
  const origin = publicOrigin();
  return from.value ?? { name: NAME, address: `hub@${origin === null ? 'localhost' : new URL(origin).hostname}` };
}

/** The part behind the `@`, of which ids of mails and lists are made. */
export function senderDomain(): string {
  return sender().address.split('@')[1] ?? 'localhost';
}
