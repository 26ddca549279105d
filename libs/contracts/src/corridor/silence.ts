import { z } from 'zod';
import { command, event, query } from '../catalogue/declare.js';
import { id, instant, listing, ofCorridor, sample } from './words.js';

/** Seconds between two fixes of a unit that nobody stated a rule for. */
export const EXPECTED_EVERY = 300;
/**
 * How a unit is heard of, by the age of its newest fix against the interval in which it is expected to report: `live` up to twice
 * the interval, `ageing` up to six times, then `silent`. `unknown`: it never reported, which says nothing of where or how it is.
 */
export const hearing = z.enum(['live', 'ageing', 'silent', 'unknown']);
export type Hearing = z.output<typeof hearing>;
const everySeconds = z.int().min(10).max(86_400);

export const setSilenceRule = command('corridor.silence.set_rule', {
  summary: 'States in which interval a unit is expected to report its position (seconds).', input: z.strictObject({ unitId: id, everySeconds }), output: z.object({}), errors: ['unit_retired'],
});
export const silenceChanged = event('corridor.silence.changed.v1', {
  summary: 'A unit on a deployment has fallen silent, or is heard again.', stream: 'corridor', audience: ['members'],
  data: z.object({ unitId: id, institutionId: id, hearing: z.enum(['silent', 'live']), lastFixAt: instant }),
  example: { unitId: sample.unit, institutionId: sample.operator, hearing: 'silent', lastFixAt: sample.at },
});
export const listHearings = query('corridor.silence.list', {
  summary: 'How the units of a corridor are heard of now, with the age of their newest fix (seconds): those whose position is shared with the caller in any way.', path: '/corridors/{corridorId}/hearings', list: true,
  params: z.strictObject({ ...ofCorridor, ...listing }),
  output: z.object({ unitId: id, institutionId: id, hearing, ageSeconds: z.int().nullable(), everySeconds }),
});
