import { ChannelFault } from '../channel/channel.js';

/** What nodemailer says of a mail that was not taken. */
interface SmtpFault {
  readonly code?: string;
  /** What went wrong below the mail: on the line, or with the certificate. */
  readonly originalCode?: string;
  /** At which command, as `RCPT TO`. */
  readonly command?: string;
  readonly responseCode?: number;
  readonly response?: string;
}

/** A mail server refused an address, or a mail to it, for good. */
export class AddressFault extends ChannelFault {
  /** @param status enhanced status code (RFC 3463), as 5.1.1; null when the server gave none */
  constructor(reason: string, readonly status: string | null, options?: ErrorOptions) {
    super(reason, true, null, options);
  }
}

/** Steps at which a refusal is about this mail; before them it is about the hub itself, and another try may find it mended. */
const ABOUT_THE_MAIL = new Set(['RCPT TO', 'DATA']);
/** Answers to an address that say, without an enhanced code, that there is no such mailbox. */
const NO_MAILBOX = new Set([550, 551, 553]);
/** Names that Node gives to faults of certificates. */
const ABOUT_CERTIFICATES = /CERT|LEAF_SIGNATURE|INVALID_CA|INVALID_PURPOSE/;
/** Characters of an answer that are kept. */
const KEPT = 300;

/** Whether a mail can be sent again (4xx, a server that is away), is refused for good (5xx), or its address is. */
export function explainFault(fault: unknown): ChannelFault {
  const { command = '', responseCode = 0, response } = fault as SmtpFault;
  if (responseCode < 500 || !ABOUT_THE_MAIL.has(command)) return new ChannelFault(aboutTheServer(fault as SmtpFault), false, null, { cause: fault });
  const status = enhancedStatus(response);
  const aboutAddress = command === 'RCPT TO' && (status === null ? NO_MAILBOX.has(responseCode) : isDeadAddress(status));
  return aboutAddress ? new AddressFault(said(response), status, { cause: fault }) : new ChannelFault(said(response), true, null, { cause: fault });
}

/** Why the server got no mail at all, for whoever has to put it right. */
function aboutTheServer({ code = 'unknown', originalCode = code, command, response }: SmtpFault): string {
  if (command === 'STARTTLS') return `the mail server does not encrypt (STARTTLS), and without that the hub sends neither a password nor mail: ${said(response)}`;
  if (ABOUT_CERTIFICATES.test(originalCode)) return `the certificate of the mail server is not trusted (${originalCode}): nothing was sent`;
  return response === undefined ? `the mail server cannot be used now (${originalCode})` : said(response);
}

/** `5.1.*`: no such address; `5.2.1`: the mailbox is closed. A full mailbox, or mail that a policy refuses, says nothing of the address. */
export function isDeadAddress(status: string): boolean {
  return status.startsWith('5.1.') || status === '5.2.1' || status === '5.4.4';
}

function enhancedStatus(response: string | undefined): string | null {
  return /^\d{3}[ -]([245]\.\d{1,3}\.\d{1,3})\b/.exec(response ?? '')?.[1] ?? null;
}

function said(response: string | undefined): string {
  return (response ?? 'the mail server refused it').replaceAll(/\p{Cc}+/gu, ' ').slice(0, KEPT);
}
