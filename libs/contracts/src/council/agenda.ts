import { z } from 'zod';
import { command, event, query } from '../catalogue/declare.js';
import { id, sample } from './words.js';
import { readable } from '../readable.js';

export const itemKind = z.enum(['topic', 'motion', 'election', 'other']);
export const itemState = z.enum(['planned', 'current', 'decided', 'noted', 'postponed', 'withdrawn']);
/** How the treatment of an item may end. */
export const itemOutcome = z.enum(['decided', 'noted', 'postponed', 'withdrawn']);

const title = readable(200);
const plannedMinutes = z.number().int().min(0).max(1440).nullable();
const concerned = { meetingId: id, itemId: id };
const done = z.object({ itemId: id, state: itemState });

/** Where an item stands: below which one, and at which place among its siblings, counted from 1. */
const place = { parentId: id.nullable(), position: z.number().int().min(1).max(200) };

export const addItem = command('council.agenda.add_item', {
  summary: 'Adds an item to the agenda, at the end of its siblings unless a position is given.',
  input: z.strictObject({ meetingId: id, parentId: place.parentId.default(null), position: place.position.optional(), title, kind: itemKind.default('topic'), plannedMinutes: plannedMinutes.default(null) }),
  output: z.object({ itemId: id, number: z.string() }), errors: ['meeting_state', 'item_unknown', 'agenda_misplaced'],
});
export const changeItem = command('council.agenda.change_item', {
  summary: 'Changes title, kind or planned time of an item.',
  input: z.strictObject({ ...concerned, title: title.optional(), kind: itemKind.optional(), plannedMinutes: plannedMinutes.optional() }),
  output: done, errors: ['meeting_state', 'item_unknown', 'item_state'],
});
export const moveItem = command('council.agenda.move_item', {
  summary: 'Moves an item with all below it to another place of the agenda.',
  input: z.strictObject({ ...concerned, ...place }), output: z.object({ itemId: id, number: z.string() }), errors: ['meeting_state', 'item_unknown', 'agenda_misplaced'],
});
export const removeItem = command('council.agenda.remove_item', {
  summary: 'Removes a planned item that has none below it.',
  input: z.strictObject(concerned), output: z.object({ itemId: id }), errors: ['meeting_state', 'item_unknown', 'item_state', 'item_has_children'],
});
export const takeUp = command('council.agenda.take_up', {
  summary: 'The chair takes up an item; the one before is concluded with the outcome given, or goes back to planned.',
  input: z.strictObject({ ...concerned, previous: itemOutcome.optional() }), output: done, errors: ['meeting_state', 'item_unknown', 'item_state'],
});
export const conclude = command('council.agenda.conclude', {
  summary: 'The chair concludes the current item.',
  input: z.strictObject({ ...concerned, outcome: itemOutcome }), output: done, errors: ['meeting_state', 'item_unknown', 'item_state'],
});

export const agendaItem = z.object({
  id, parentId: id.nullable(), position: z.number().int(),
  /** The label that people use, worked out from the tree: `2.1`. */
  number: z.string(), title: z.string(), kind: itemKind, plannedMinutes: z.number().int().nullable(), state: itemState,
});
export type AgendaItemFacts = z.output<typeof agendaItem>;

const sampleItem = { id: sample.item, parentId: null, position: 2, number: '2', title: 'Appointment of experts', kind: 'topic' as const, plannedMinutes: 20, state: 'planned' as const };
export const itemAdded = event('council.agenda.item_added.v1', {
  summary: 'An item was added; later siblings move down by one.', stream: 'meeting', audience: ['public'], data: agendaItem, example: sampleItem,
});
export const itemChanged = event('council.agenda.item_changed.v1', {
  summary: 'Title, kind or planned time of an item changed.', stream: 'meeting', audience: ['public'], data: agendaItem, example: sampleItem,
});
export const itemMoved = event('council.agenda.item_moved.v1', {
  summary: 'An item stands at another place now; siblings close up and make room.', stream: 'meeting', audience: ['public'], data: agendaItem, example: sampleItem,
});
export const itemRemoved = event('council.agenda.item_removed.v1', {
  summary: 'An item was removed; later siblings move up by one.', stream: 'meeting', audience: ['public'], data: z.object({ itemId: id }), example: { itemId: sample.item },
});
export const itemTakenUp = event('council.agenda.item_taken_up.v1', {
  summary: 'An item is current; `previous` says what became of the one before.', stream: 'meeting', audience: ['public'],
  data: z.object({ itemId: id, previous: z.object({ itemId: id, state: itemState }).nullable() }), example: { itemId: sample.item, previous: null },
});
export const itemConcluded = event('council.agenda.item_concluded.v1', {
  summary: 'The current item was concluded.', stream: 'meeting', audience: ['public'], data: z.object({ itemId: id, outcome: itemOutcome }), example: { itemId: sample.item, outcome: 'noted' },
});

export const agenda = query('council.agenda.read', {
  summary: 'The agenda in reading order.', path: '/meetings/{meetingId}/agenda', params: z.strictObject({ meetingId: id }),
  output: z.object({ items: z.array(agendaItem) }),
});
