import type { SendMailOptions } from 'nodemailer';
import { languageFor } from '#words';
import { layOutMail, oneLine, type Said } from './lay-out-mail.js';
import { sender, senderDomain, type Sender } from './sender.js';

/** A mail about to be written. */
export interface Letter extends Said {
  /** The same on every try: mail programs show a mail of one Message-ID once. */
  readonly id: string;
  readonly to: Sender;
  /** What it is about; null of a digest, which is about many things. */
  readonly about: string | null;
  readonly invitation: { readonly method: 'request' | 'cancel'; readonly content: string } | null;
}

type Headers = NonNullable<SendMailOptions['headers']>;

/** Everything of a mail that its server and its reader's program look at. There is no Reply-To: nobody reads answers. */
export function composeMail(letter: Letter, now: Date): SendMailOptions {
  const { id, to, invitation } = letter;
  const from = sender();
  const laid = layOutMail(letter);
  const thread = letter.about === null ? null : threadOf(letter.about);
  return {
    messageId: `<${id}@${senderDomain()}>`, date: now,
    from, to: { name: oneLine(to.name), address: to.address }, envelope: { from: from.address, to: to.address },
    ...laid, ...(thread === null ? {} : { references: thread, inReplyTo: thread }),
    headers: headersOf(letter),
    // Where the mail server can, it reports failures under the id of the message, without the mail's body.
    dsn: { id, return: 'headers', notify: ['failure'], recipient: to.address },
    ...(invitation === null ? {} : { icalEvent: { method: invitation.method.toUpperCase(), filename: 'invite.ics', content: invitation.content } }),
    textEncoding: 'quoted-printable',
  };
}

function headersOf({ category, critical, language, unsubscribeUrl }: Letter): Headers {
  const stop = critical ? null : unsubscribeUrl;
  return {
    // No machine answers it (RFC 3834), and no mailing list takes it for a person's.
    'Auto-Submitted': 'auto-generated', Precedence: 'bulk', 'X-Auto-Response-Suppress': 'All',
    'List-Id': { prepared: true, value: `<${category}.notices.${senderDomain()}>` },
    'Content-Language': languageFor(language),
    ...(critical ? { Importance: 'high' } : {}),
    // One click in the mail program, without a page (RFC 8058).
    ...(stop === null ? {} : { 'List-Unsubscribe': { prepared: true, value: `<${stop}>` }, 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' }),
  };
}

/** A mail that was never sent, and that all mails about one thing refer to: so programs show them together, whichever was the first. */
function threadOf(about: string): string {
  return `<thread.${about.replaceAll(/[^A-Za-z0-9-]+/g, '.')}@${senderDomain()}>`;
}
