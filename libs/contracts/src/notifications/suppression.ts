import { z } from 'zod';
import { listing } from '../alliance/words.js';
import { command, query } from '../catalogue/declare.js';
import { email } from '../identity/words.js';
import { instant } from '../time.js';
import './mail-refusals.js';

/** Why no mail goes to an address: it came back, its reader called it unwanted, or an administrator stopped it. */
export const suppressionReason = z.enum(['bounced', 'complained', 'by_hand']);

const facts = { reason: suppressionReason, status: z.string().nullable().describe('the enhanced status code (RFC 3463) that the mail system gave, as 5.1.1'), since: instant };

export const listSuppressions = query('notifications.suppression.list', {
  summary: 'Addresses to which no mail goes, the newest first. Administrators only.', path: '/mail-suppressions', list: true,
  params: z.strictObject({ ...listing, reason: suppressionReason.optional() }),
  output: z.object({ address: z.string(), ...facts }),
});
export const addSuppression = command('notifications.suppression.add', {
  summary: 'The administrator stops all mail to an address, critical notices included.', input: z.strictObject({ address: email }), output: z.object({}),
});
export const liftSuppression = command('notifications.suppression.lift', {
  summary: 'The administrator has mail go to an address again.', input: z.strictObject({ address: email }), output: z.object({}), errors: ['mail_not_stopped'],
});
