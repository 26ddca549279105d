import type { z } from 'zod';
import { council } from '#contracts';
import type { Machine } from '#realtime';

export type FloorState = z.output<typeof council.floorState>;

/** The life of a request for the floor. */
export const floorMachine: Machine<FloorState> = {
  thing: 'request', code: 'request_unknown', start: 'waiting', ends: ['spoken', 'withdrawn'],
  transitions: [
    { command: council.giveFloor, from: ['waiting'], to: 'speaking', who: ['chair'], guards: ['the meeting is in session', 'the speaker is there', 'whoever speaks ends'], event: council.floorGiven },
    { command: council.withdrawRequest, from: ['waiting'], to: 'withdrawn', who: ['delegate', 'chair', 'secretary'], guards: ['the actor is its speaker, or leads the meeting'], event: council.floorWithdrawn },
    { command: null, from: ['waiting'], to: 'withdrawn', who: [], guards: ['the sitting ends'], event: council.meetingMoved },
    { command: null, from: ['waiting'], to: 'withdrawn', who: [], guards: ['the speaker leaves'], event: council.floorWithdrawn },
    { command: council.endSpeech, from: ['speaking'], to: 'spoken', who: ['chair', 'delegate', 'secretary'], guards: ['the actor is the chair or the speaker'], event: council.floorEnded },
    { command: null, from: ['speaking'], to: 'spoken', who: [], guards: ['the floor is given to another, or the sitting ends'], event: council.floorGiven },
    { command: null, from: ['speaking'], to: 'spoken', who: [], guards: ['the speaker leaves'], event: council.floorEnded },
  ],
};
