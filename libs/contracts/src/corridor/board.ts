import { z } from 'zod';
import { command, event, query } from '../catalogue/declare.js';
import { boardFields } from './board-fields.js';
import './board-refusals.js';
import { holderFields, namesOneHolder, ONE_HOLDER, toldHolder } from './holder.js';
import { emtType, id, instant, listing, ofCorridor, sample } from './words.js';

export { bedType, boardFields, type BoardField } from './board-fields.js';

export const freshness = z.enum(['live', 'ageing', 'stale']);
/** Null: not known, which is not nought. */
const value = z.union([z.number().min(0).max(1_000_000), z.string().max(40), z.null()]);
const source = z.enum(['person', 'device', 'import']);
const fieldCode = z.string().max(60).refine((code) => boardFields.has(code), 'a field of a board, as beds.adult_icu.available');

/** One number of a board. `asOf`: when it was so; left out, now. A null says that it is not known any more. */
const reading = z.strictObject({ field: fieldCode, value, asOf: instant.optional(), source: source.default('person') }).superRefine((given, check) => {
  const wanted = boardFields.get(given.field)?.value;
  if (wanted === undefined || given.value === null) return;
  const refuse = (rule: string): void => { check.addIssue({ code: 'custom', path: ['value'], message: rule }); };
  if (wanted === 'count') { if (!Number.isInteger(given.value)) refuse('a whole number, or null when it is not known'); }
  else if (wanted === 'measure') { if (typeof given.value !== 'number') refuse('a number, or null when it is not known'); }
  else if (!wanted.includes(String(given.value))) refuse(`one of ${wanted.join(', ')}, or null when it is not known`);
});

export const reportBoard = command('corridor.board.report', {
  summary: 'Says how a centre or unit stands: any part of its board. What is as of later than the board becomes current; what is as of earlier is kept as history.',
  input: z.strictObject({ ...holderFields, readings: z.array(reading).min(1).max(150) }).refine(namesOneHolder, ONE_HOLDER),
  output: z.object({ current: z.int(), late: z.int() }),
  errors: ['beds_over_capacity', 'centre_closed', 'unit_retired'],
});

const boardClass = z.enum(['capacity', 'staff']);
const toldReading = z.object({ field: z.string(), value, asOf: instant });
const told = { holderKind: 'unit', holderId: sample.unit, institutionId: sample.operator, countryCode: 'CN' } as const;
export const boardReported = event('corridor.board.reported.v1', {
  summary: 'Part of a board has new values. Readings as of earlier than what stands there are not among them.', stream: 'corridor', audience: ['administrators'],
  data: z.object({ ...toldHolder, deploymentId: id.nullable(), dataClass: boardClass, readings: z.array(toldReading) }),
  example: { ...told, deploymentId: sample.deployment, dataClass: 'capacity', readings: [{ field: 'beds.adult_icu.available', value: 3, asOf: sample.at }] },
});
export const boardTurnedStale = event('corridor.board.turned_stale.v1', {
  summary: 'Fields of a board are too old to be taken for now.', stream: 'corridor', audience: ['administrators'],
  data: z.object({ ...toldHolder, dataClass: boardClass, fields: z.array(z.string()), oldestAsOf: instant }),
  example: { ...told, dataClass: 'capacity', fields: ['beds.adult_icu.available'], oldestAsOf: sample.at },
});

/** Oxygen that is there, by the board's figures; `sustained`: concentrators alone meet the demand. Null: a figure that it takes is not known. */
const oxygen = z.object({ hoursLeft: z.number().nullable(), sustained: z.boolean(), freshness });
/** What the declared type needs and how much is there; of what is not known or stale nothing is claimed. */
const assessment = z.object({
  declared: emtType, today: emtType.nullable(),
  short: z.array(z.object({ need: z.string(), atLeast: z.int(), there: z.int() })), unknown: z.array(z.string()),
});
export const boardView = z.object({
  ...toldHolder, deploymentId: id.nullable(),
  /** The classes that the reader may read here: what is missing of these was not reported, of others not shared. */
  shared: z.array(boardClass),
  /** That of its oldest field by each field's own rule; null when nothing is reported. */
  freshness: freshness.nullable(),
  readings: z.array(z.object({ field: z.string(), value, unit: z.string().nullable(), asOf: instant, ageMinutes: z.number(), freshness, by: id, source })),
  oxygen: oxygen.nullable(), assessment: assessment.nullable(),
});

const ofBoard = { ...ofCorridor, holderId: id };
export const readBoard = query('corridor.board.read', {
  summary: 'The board of one centre or unit, with age and freshness of each number by the hub’s clock.', path: '/corridors/{corridorId}/boards/{holderId}', params: z.strictObject(ofBoard), output: boardView,
});
export const listBoards = query('corridor.board.list', {
  summary: 'The boards of a corridor.', path: '/corridors/{corridorId}/boards', list: true, params: z.strictObject({ ...ofCorridor, ...listing }), output: boardView,
});
export const listReadings = query('corridor.board.history', {
  summary: 'What was ever reported of a board, latest as-of first.', path: '/corridors/{corridorId}/boards/{holderId}/readings', list: true,
  params: z.strictObject({ ...ofBoard, ...listing, field: fieldCode.optional() }),
  output: z.object({ id, field: z.string(), value, asOf: instant, reportedAt: instant, by: id, source, deploymentId: id.nullable() }),
});
export const sumBoards = query('corridor.board.sum', {
  summary: 'Each number of the boards summed over a corridor, with how many reported it. Stale values are counted apart and not summed.', path: '/corridors/{corridorId}/capacity',
  params: z.strictObject(ofCorridor),
  output: z.object({
    at: instant,
    sums: z.array(z.object({
      field: z.string(), unit: z.string(), sum: z.number().nullable(),
      /** Of `of` holders in the corridor so many reported a value that is not stale, and so many one that is. */
      reported: z.int(), stale: z.int(), of: z.int(), oldestAsOf: instant.nullable(),
    })),
  }),
});
