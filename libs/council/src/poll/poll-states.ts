import type { z } from 'zod';
import { council } from '#contracts';
import type { Machine } from '#realtime';

export type PollState = z.output<typeof council.pollState>;

/**
 * The life of a poll. `closing` lasts only as long as the transaction that closes and counts: it holds the poll's row
 * alone, so that every ballot is either committed before and counted, or refused.
 */
export const pollMachine: Machine<PollState> = {
  thing: 'poll', code: 'poll_state', start: 'draft', ends: ['declared', 'annulled'],
  transitions: [
    { command: council.openPoll, from: ['draft'], to: 'open', who: ['chair'], guards: ['the meeting is in session', 'a quorum is present', 'no other poll is open', 'the motion is tabled'], event: council.pollOpened },
    { command: council.closePoll, from: ['open'], to: 'closing', who: ['chair', 'secretary'], guards: [], event: null },
    { command: null, from: ['closing'], to: 'closed', who: [], guards: ['every committed ballot is counted'], event: council.pollClosed },
    { command: council.declarePoll, from: ['closed'], to: 'declared', who: ['chair'], guards: ['the meeting is in session', 'a quorum is present'], event: council.pollDeclared },
    { command: council.annulPoll, from: ['open', 'closed'], to: 'annulled', who: ['chair'], guards: [], event: council.pollAnnulled },
  ],
};
