import { z } from 'zod';
import { office } from '../alliance/words.js';
import { id } from '../id.js';
import { email } from '../identity/words.js';

/** What an owner lets out of the hub: facts that anybody may know, or those of the alliance too. Nothing else leaves it, whatever the owner may read. */
export const outsideGrant = z.enum(['public', 'alliance']);

/**
 * Who gets a report. Groups are taken apart at each run, as its owner may see them: the people of an institution, those who act for the seats
 * of a body, the holders of an office, or those who hold posts in a corridor. Each gets what they may see themselves. An address outside of
 * the hub gets a link, which ends, to what its grant lets out.
 */
export const recipient = z.discriminatedUnion('to', [
  z.strictObject({ to: z.literal('person'), personId: id }),
  z.strictObject({ to: z.literal('institution'), institutionId: id }),
  z.strictObject({ to: z.literal('body'), bodyId: id }),
  z.strictObject({ to: z.literal('office'), bodyId: id, office }),
  z.strictObject({ to: z.literal('corridor'), corridorId: id, post: z.string().max(40).optional() }),
  z.strictObject({ to: z.literal('address'), email, grant: outsideGrant, days: z.int().min(1).max(30).default(7) }),
]);
export const recipients = z.array(recipient).max(50);

/** People that one run tells at the most. */
export const mostReaders = 500;
