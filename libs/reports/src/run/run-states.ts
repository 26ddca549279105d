import type { z } from 'zod';
import { reports } from '#contracts';
import type { Machine } from '#realtime';

export type RunState = z.output<typeof reports.runState>;

/** The life of a run. No command moves it: the hub does, whoever asked for it. */
export const runMachine: Machine<RunState> = {
  thing: 'run', code: 'run_not_ended', start: 'due', ends: ['made', 'empty', 'failed', 'skipped'],
  transitions: [
    { command: null, from: ['due'], to: 'running', who: [], guards: ['its lease is free'], event: null },
    { command: null, from: ['due'], to: 'skipped', who: [], guards: ['it was missed and is not made up for, or its owner is not there any more'], event: reports.runEnded },
    { command: null, from: ['running'], to: 'skipped', who: [], guards: ['its owner is not there any more'], event: reports.runEnded },
    { command: null, from: ['running'], to: 'due', who: [], guards: ['a try failed, and there are more'], event: null },
    { command: null, from: ['running'], to: 'made', who: [], guards: ['every document that is not empty was made, and there is one'], event: reports.runEnded },
    { command: null, from: ['running'], to: 'empty', who: [], guards: ['empty ones are left out, and all are'], event: reports.runEnded },
    { command: null, from: ['running'], to: 'failed', who: [], guards: ['a document could not be made'], event: reports.runEnded },
  ],
};
