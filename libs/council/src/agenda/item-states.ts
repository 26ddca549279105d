import type { z } from 'zod';
import { council } from '#contracts';
import type { Machine } from '#realtime';

export type ItemState = z.output<typeof council.itemState>;

const concluded: readonly ItemState[] = ['decided', 'noted', 'postponed', 'withdrawn'];
const taken = ['chair', 'secretary'];

/** The life of an agenda item. */
export const itemMachine: Machine<ItemState> = {
  thing: 'agenda item', code: 'item_state', start: 'planned', ends: ['decided', 'noted', 'withdrawn'],
  transitions: [
    // What was postponed may be taken up again at a later sitting.
    { command: council.takeUp, from: ['planned', 'postponed'], to: 'current', who: taken, guards: ['the meeting is in session'], event: council.itemTakenUp },
    { command: null, from: ['current'], to: 'planned', who: [], guards: ['another item is taken up, without an outcome for this one'], event: council.itemTakenUp },
    ...concluded.map((to) => ({ command: council.conclude, from: ['current'] as const, to, who: taken, guards: ['the outcome given says so'], event: council.itemConcluded })),
  ],
};
