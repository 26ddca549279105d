import { z } from 'zod';
import { listing } from '../alliance/words.js';
import { command, job, query } from '../catalogue/declare.js';
import { id } from '../id.js';
import { instant } from '../time.js';
import { noticeLanguage, noticeName } from './template.js';
import { suppressionReason } from './suppression.js';
import './mail-refusals.js';

/** Seconds between two test mails to one person. */
export const mailTestPause = 60;

export const readMail = query('notifications.mail.read', {
  summary: 'How mail reaches the caller: the address, whether mail to it is stopped and why, and what came of the latest test.', path: '/mail',
  params: z.strictObject({}),
  output: z.object({
    address: z.string(),
    suppressed: z.object({ reason: suppressionReason, status: z.string().nullable(), since: instant }).nullable(),
    test: z.object({ askedAt: instant, state: z.enum(['asked', 'sent', 'failed']), reason: z.string().nullable().describe('what the mail system said, in its words') }).nullable(),
  }),
});

export const testMail = command('notifications.mail.test', {
  summary: 'Sends a mail to the caller alone: a notice with the facts of its example, or a plain test. It goes even to an address that was suppressed because mail came back; when it is taken, the address is not suppressed any more.',
  input: z.strictObject({ notice: noticeName.optional(), language: noticeLanguage.optional().describe('the caller’s own, where it is left out') }),
  output: z.object({}), errors: ['mail_test_too_soon'],
});

/** Sends a test mail that somebody has asked for. */
export const sendTestMail = job('notifications.mail.send_test', { summary: 'A test mail is to be sent.', data: z.strictObject({ personId: id, testId: id }) });

export const listOutbox = query('notifications.outbox.list', {
  summary: 'Mails that this hub has written to its outbox because no mail server is set, the newest first. They hold addresses: administrators only.',
  path: '/outbox', list: true, params: z.strictObject(listing),
  output: z.object({ id, writtenAt: instant, to: z.string(), subject: z.string(), bytes: z.int() }),
});
export const readOutbox = query('notifications.outbox.read', {
  summary: 'One mail of the outbox, as it would have been sent (RFC 5322).', path: '/outbox/{mailId}', params: z.strictObject({ mailId: id }),
  output: z.object({ id, writtenAt: instant, to: z.string(), subject: z.string(), bytes: z.int(), source: z.string() }), errors: ['mail_unknown'],
});
