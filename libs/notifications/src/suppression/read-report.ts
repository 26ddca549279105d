import { headerOf } from '../mail/read-header.js';

/** What a mail system reports of a mail. */
export interface MailReport {
  readonly kind: 'failed' | 'delivered' | 'delayed' | 'complained';
  /** In lower case; null when the report does not name it. */
  readonly recipient: string | null;
  /** Enhanced status code (RFC 3463). */
  readonly status: string | null;
  /** The id of the message that it is about; null when the report does not name one of this hub's. */
  readonly messageId: string | null;
}

const ID = /([0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12})/;
const KINDS: Readonly<Record<string, MailReport['kind']>> = { failed: 'failed', delivered: 'delivered', relayed: 'delivered', expanded: 'delivered', delayed: 'delayed' };
/** Parts of a report that are looked at. */
const PARTS = 20;

/**
 * Reads a delivery report (RFC 3464) or a complaint (RFC 5965), one for each recipient that it names. What is written for people
 * in it is not looked at.
 * @returns nothing when it is neither
 */
export function readReport(source: string): readonly MailReport[] {
  const parts = partsOf(source);
  const fields = parts.find(({ type }) => type === 'message/delivery-status' || type === 'message/global-delivery-status');
  const feedback = parts.find(({ type }) => type === 'message/feedback-report');
  const original = parts.find(({ type }) => ['message/rfc822', 'text/rfc822-headers', 'message/global', 'message/global-headers'].includes(type));
  const about = original === undefined ? null : idIn(headerOf(original.body, 'Message-ID'));
  if (feedback !== undefined) {
    const recipient = addressIn(headerOf(feedback.body, 'Original-Rcpt-To')) ?? addressIn(headerOf(original?.body ?? '', 'To'));
    return [{ kind: 'complained', recipient, status: null, messageId: about }];
  }
  if (fields === undefined) return [];
  const [ofMessage = '', ...recipients] = blocksOf(fields.body);
  const messageId = idIn(headerOf(ofMessage, 'Original-Envelope-Id')) ?? about;
  return recipients.flatMap((block) => recipientOf(block, messageId));
}

function recipientOf(block: string, messageId: string | null): readonly MailReport[] {
  const kind = KINDS[headerOf(block, 'Action')?.toLowerCase() ?? ''];
  if (kind === undefined) return [];
  const recipient = addressIn(headerOf(block, 'Original-Recipient')) ?? addressIn(headerOf(block, 'Final-Recipient'));
  return [{ kind, recipient, status: /[245]\.\d{1,3}\.\d{1,3}/.exec(headerOf(block, 'Status') ?? '')?.[0] ?? null, messageId }];
}

interface Part {
  readonly type: string;
  readonly body: string;
}

function partsOf(source: string): readonly Part[] {
  const text = source.replaceAll('\r\n', '\n');
  const boundary = /;\s*boundary="?([^";]+)"?/i.exec(headerOf(text, 'Content-Type') ?? '')?.[1];
  if (boundary === undefined) return [];
  // Neither prose before the first part nor what follows the end mark is a part.
  return text.split(`\n--${boundary}`).slice(1, PARTS + 1).filter((part) => !part.startsWith('--')).map((part) => {
    const inner = part.replace(/^[ \t]*\n/, '\n').slice(1);
    const end = inner.startsWith('\n') ? 0 : inner.indexOf('\n\n');
    const type = headerOf(inner, 'Content-Type')?.split(';')[0]?.trim().toLowerCase() ?? 'text/plain';
    return { type, body: end === -1 ? '' : inner.slice(end).replace(/^\n+/, '') };
  });
}

/** Fields of the message, then those of each recipient, with an empty line between. */
function blocksOf(body: string): readonly string[] {
  return body.split(/\n[ \t]*\n/).filter((block) => block.trim() !== '');
}

/** `rfc822; somebody@example.org`, or `Somebody <somebody@example.org>`. Strangers write it: it takes no longer than it is long. */
function addressIn(text: string | null): string | null {
  return text?.split(/[\s<>;"]/).find((word) => /.@./.test(word))?.toLowerCase() ?? null;
}

function idIn(text: string | null): string | null {
  return ID.exec(text ?? '')?.[1] ?? null;
}
