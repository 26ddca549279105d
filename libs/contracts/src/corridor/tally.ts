import { z } from 'zod';
import { command, event, query } from '../catalogue/declare.js';
import { ageGroup, columnsOf, itemOfSex, linesOf, patientSex, RELATION, reportCell } from './mds.js';
import { id, instant, localDay, sample } from './words.js';
import { readable } from '../readable.js';

/** Encounters in one command at the most. */
const BATCH = 200;
/** Items that one encounter can bear; 1 to 3 are its sex, 51 and over are no patient's. */
const item = z.int().min(4).max(50);
/** For the line list of starred items alone: read by the named role for protection, and found nowhere else. */
const lineNote = readable(500);

/** What the field says of a closed encounter: codes of the current form, and an id that means nothing elsewhere. No patient data but these. */
export const encounter = z.strictObject({
  encounterId: id, at: instant.refine((at) => at < '9999-12-31', 'an instant that has a local day everywhere'), ageGroup, sex: patientSex, items: z.array(item).max(20).refine((all) => new Set(all).size === all.length, 'each item once'), lineNote: lineNote.optional(),
}).superRefine(({ ageGroup: age, sex, items, lineNote: note }, context) => {
  const refuse = (path: (string | number)[], message: string): void => context.addIssue({ code: 'custom', path, message });
  const infant = age === 'under_1' || age === 'age_1_4';
  if (infant && !columnsOf('mds50', linesOf.mds50[itemOfSex[sex]]).includes(age)) refuse(['ageGroup'], 'the form counts pregnant patients from five years on');
  items.forEach((number, at) => {
    if (linesOf.mds50[number]?.shape !== 'five_over') return;
    if (infant) refuse(['items', at], 'the form counts births for patients of five years and over');
    if (sex === 'male') refuse(['items', at], 'the form counts births for female patients');
  });
  if (items.filter((number) => RELATION.mds50.includes(number)).length > 1) refuse(['items'], 'one at most of 44, 45 and 46: the relation to the event');
  if (note !== undefined && !items.some((number) => linesOf.mds50[number]?.restricted === true)) refuse(['lineNote'], 'a note belongs to a starred item');
});
export type Encounter = z.output<typeof encounter>;

const ofDeployment = { deploymentId: id };
/** `counted` now; `duplicate`: counted before, just so; `differs`: counted before with other codes, which a correction changes; the rest say what is in the way. */
export const tallyOutcome = z.enum(['counted', 'duplicate', 'differs', 'slot_unnamed', 'in_future']);

export const addToTally = command('corridor.tally.add', {
  summary: `Counts closed encounters, up to ${BATCH} at once, each by its id once; the day is that of the unit’s local midnight.`,
  input: z.strictObject({ ...ofDeployment, encounters: z.array(encounter).min(1).max(BATCH) }),
  output: z.object({ results: z.array(z.object({ encounterId: id, outcome: tallyOutcome, day: localDay })) }),
  errors: ['not_on_site'],
});
export const correctTally = command('corridor.tally.correct', {
  summary: 'Replaces what was counted of an encounter; what stood before is kept.',
  input: z.strictObject({ ...ofDeployment, encounter }), output: z.object({ revision: z.int() }), errors: ['encounter_unknown', 'slot_unnamed', 'not_on_site', 'in_future'],
});
export const withdrawFromTally = command('corridor.tally.withdraw', {
  summary: 'Takes an encounter out of the count, as one that was none; what stood is kept.',
  input: z.strictObject({ ...ofDeployment, encounterId: id }), output: z.object({ revision: z.int() }), errors: ['encounter_unknown'],
});

export const tallyMoved = event('corridor.tally.moved.v1', {
  summary: 'The tally of a day has moved: there is something new to read.', stream: 'deployment', audience: ['administrators'], dataClass: 'health',
  data: z.object({ deploymentId: id, institutionId: id, day: localDay }),
  example: { deploymentId: sample.deployment, institutionId: sample.operator, day: sample.day },
});

export const readTally = query('corridor.tally.read', {
  summary: 'The draft of a day’s report, as encounters stand now; starred items are not in it.', path: '/deployments/{deploymentId}/tallies/{day}',
  params: z.strictObject({ ...ofDeployment, day: localDay }),
  output: z.object({
    deploymentId: id, day: localDay, zone: z.string(), form: z.literal('mds50'),
    /** How long the local day lasts, in hours: 23 and 25 where clocks change. */
    hours: z.number(), encounters: z.int(), withdrawn: z.int(), cells: z.array(reportCell),
  }),
});
