import { z } from 'zod';
import { id, instant, listing } from '../alliance/words.js';
import { command, job, query } from '../catalogue/declare.js';
import './gateway-refusals.js';

/** Channels whose messages go through a gateway. */
export const gatewayKind = z.enum(['sms', 'chat']);
export type GatewayKind = z.output<typeof gatewayKind>;

/** A number as E.164 writes it. */
const phone = z.string().regex(/^\+[1-9]\d{6,14}$/, 'a number as +923001234567');
const chatId = z.string().min(1).max(200).regex(/^[\x21-\x7e]+$/, 'printable characters without spaces');

/** Minutes for which a code is good, and how often it can be tried. */
export const codeMinutes = 10;
export const codeTries = 5;

export const setAddress = command('notifications.address.set', {
  summary: 'Where the person is to be reached by SMS or chat. A code of six digits is sent there; until it is entered nothing else is. It takes the place of the address of before.',
  input: z.discriminatedUnion('kind', [z.strictObject({ kind: z.literal('sms'), address: phone }), z.strictObject({ kind: z.literal('chat'), address: chatId })]),
  output: z.object({ masked: z.string(), expiresAt: instant }), errors: ['gateway_off', 'code_too_often'],
});
export const verifyAddress = command('notifications.address.verify', {
  summary: 'The code that came. A wrong one counts as a try and is answered, not refused; after five the code is void.',
  input: z.strictObject({ kind: gatewayKind, code: z.string().regex(/^\d{6}$/, 'six digits') }),
  output: z.object({ verified: z.boolean(), triesLeft: z.int() }), errors: ['code_unknown'],
});
export const removeAddress = command('notifications.address.remove', {
  summary: 'Nothing is sent to the person by this channel any more, and the address is forgotten.', input: z.strictObject({ kind: gatewayKind }), output: z.object({}),
});
export const listAddresses = query('notifications.address.list', {
  summary: 'Where the person is reached by SMS and chat, masked.', path: '/addresses', list: true, params: z.strictObject({ ...listing }),
  output: z.object({ kind: gatewayKind, masked: z.string(), verified: z.boolean(), since: instant }),
});
export const sendCode = job('notifications.address.send_code', { summary: 'A code waits to be sent to an address that somebody has given.', data: z.strictObject({ personId: id, kind: gatewayKind }) });

/** What is posted to a gateway, signed by Standard Webhooks. The same id is the same message: it is sent on once. */
export const gatewayMessage = z.object({ id, to: z.string(), text: z.string(), language: z.string(), kind: gatewayKind });
/** What a gateway posts back, signed the same way. */
export const gatewayReport = z.object({ id, state: z.enum(['delivered', 'bounced']) });
