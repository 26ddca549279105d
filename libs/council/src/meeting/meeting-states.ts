import type { z } from 'zod';
import { council } from '#contracts';
import type { Machine } from '#realtime';

export type MeetingState = z.output<typeof council.meetingState>;

const leaders = ['chair', 'secretary'];
const QUORUM = 'a quorum is present';
const NO_POLL = 'no poll is open';
const moved = council.meetingMoved;

/** The life of a meeting. A closed session, minutes and archive join it as further states and transitions. */
export const meetingMachine: Machine<MeetingState> = {
  thing: 'meeting', code: 'meeting_state', start: 'draft', ends: ['closed', 'cancelled'],
  transitions: [
    { command: council.convene, from: ['draft'], to: 'convened', who: leaders, guards: ['the meeting has a chair'], event: moved },
    // After an adjournment a later sitting begins with a check-in of its own.
    { command: council.openCheckIn, from: ['convened', 'adjourned'], to: 'check_in', who: leaders, guards: [], event: moved },
    { command: council.callToOrder, from: ['check_in'], to: 'in_session', who: ['chair'], guards: [QUORUM], event: moved },
    { command: council.recess, from: ['in_session'], to: 'recess', who: ['chair'], guards: [NO_POLL], event: moved },
    { command: council.resume, from: ['recess'], to: 'in_session', who: ['chair'], guards: [QUORUM], event: moved },
    // Below quorum a sitting may still be adjourned, and one that never became quorate given up.
    { command: council.adjourn, from: ['check_in', 'in_session', 'recess'], to: 'adjourned', who: ['chair'], guards: [NO_POLL], event: moved },
    { command: council.closeMeeting, from: ['in_session', 'recess', 'adjourned'], to: 'closed', who: ['chair'], guards: [NO_POLL], event: moved },
    { command: council.cancelMeeting, from: ['draft', 'convened'], to: 'cancelled', who: leaders, guards: [], event: moved },
  ],
};

/** States in which seats check in and out, and the quorum is watched. */
export const attendable: readonly MeetingState[] = ['check_in', 'in_session', 'recess'];
/** States in which the agenda may be worked on. */
export const plannable: readonly MeetingState[] = ['draft', 'convened', 'check_in', 'in_session', 'recess', 'adjourned'];
/** States in which motions are tabled and the chat is open. */
export const open: readonly MeetingState[] = ['convened', 'check_in', 'in_session', 'recess', 'adjourned'];
