import type { z } from 'zod';
import { council } from '#contracts';
import type { Machine } from '#realtime';

export type MotionState = z.output<typeof council.motionState>;

/** The life of a motion. What happens to it in a vote is done and told by the poll. */
export const motionMachine: Machine<MotionState> = {
  thing: 'motion', code: 'motion_state', start: 'tabled', ends: ['carried', 'lost', 'withdrawn'],
  transitions: [
    { command: council.withdrawMotion, from: ['tabled'], to: 'withdrawn', who: ['delegate', 'secretary'], guards: ['the actor is its submitter'], event: council.motionWithdrawn },
    { command: null, from: ['tabled'], to: 'voting', who: [], guards: ['a poll on it opens'], event: council.pollOpened },
    { command: null, from: ['voting'], to: 'carried', who: [], guards: ['the poll is declared so'], event: council.pollDeclared },
    { command: null, from: ['voting'], to: 'lost', who: [], guards: ['the poll is declared so'], event: council.pollDeclared },
    { command: null, from: ['voting'], to: 'tabled', who: [], guards: ['the poll is annulled'], event: council.pollAnnulled },
  ],
};
