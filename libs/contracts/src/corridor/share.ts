import { z } from 'zod';
import './share-refusals.js';
import { command, event, query } from '../catalogue/declare.js';
import { id, instant, listing, names, sample } from './words.js';

/** A link shows the position of one unit to whoever holds it, for a while, rounded to so many metres; and when it is expected at its next stop, where the link says so. */
export const createShare = command('corridor.share.create', {
  summary: 'Makes a link to the position of one unit for people without an account. The answer holds its secret, once; the link is `/share#<token>`.',
  input: z.strictObject({ unitId: id, hours: z.number().min(0.25).max(72), precisionMetres: z.int().min(100).max(1_000_000).default(1_000), arrival: z.boolean().default(false) }),
  output: z.object({ shareId: id, token: z.string(), endsAt: instant }), errors: ['unit_retired', 'shares_full'], once: true,
});
export const endShare = command('corridor.share.end', {
  summary: 'Ends a link at once.', input: z.strictObject({ unitId: id, shareId: id }), output: z.object({}), errors: ['share_unknown', 'share_ended'],
});
export const shareChanged = event('corridor.share.changed.v1', {
  summary: 'A public link to the position of a unit was made, or ended by somebody.', stream: 'corridor', audience: ['administrators'],
  data: z.object({ shareId: id, unitId: id, institutionId: id, state: z.enum(['open', 'ended']), endsAt: instant, precisionMetres: z.int() }),
  example: { shareId: sample.other, unitId: sample.unit, institutionId: sample.operator, state: 'open', endsAt: sample.later, precisionMetres: 1_000 },
});
export const listShares = query('corridor.share.list', {
  summary: 'The public links to the position of a unit, the newest first, with how often each was looked at.', path: '/units/{unitId}/shares', list: true, params: z.strictObject({ unitId: id, ...listing }),
  output: z.object({ id, state: z.enum(['open', 'ended']), precisionMetres: z.int(), createdAt: instant, createdBy: id, endsAt: instant, looks: z.int() }),
});

/** What is asked with, and what a link shows, at `POST /api/v1/shares/look`. */
export const shareLook = z.strictObject({ token: z.string().regex(/^[A-Za-z0-9_-]{43}$/) });
export const sharedPosition = z.object({
  unit: z.string(),
  /** The name of the unit in other languages. */
  names, endsAt: instant, precisionMetres: z.int(),
  /** Null as long as the unit never reported. Degrees, in the middle of the square that the unit is in. */
  position: z.object({ latitude: z.number(), longitude: z.number(), ageSeconds: z.int() }).nullable(),
  /** Null where the link does not show it, or nothing is expected. */
  expected: z.object({ earliest: instant, latest: instant, zone: z.string() }).nullable(),
});
