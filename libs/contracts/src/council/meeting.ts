import { z } from 'zod';
import { command, event, query } from '../catalogue/declare.js';
import { majorityRule, quorumRule } from '../alliance.js';
import { id, instant, paging, sample, wallTime, zone } from './words.js';
import { readable } from '../readable.js';

/** Where a meeting stands; libs/council holds the machine with its transitions as data. */
export const meetingState = z.enum(['draft', 'convened', 'check_in', 'in_session', 'recess', 'adjourned', 'closed', 'cancelled']);
/** `members`: those of the body, and admitted observers. `alliance`: any signed-in person may observe. */
export const meetingAccess = z.enum(['members', 'alliance']);

const title = readable(200);
const plannedMinutes = z.number().int().min(5).max(1440);
const people = z.array(id).max(20);
const concerned = { meetingId: id };
const reply = z.object({ meetingId: id, state: meetingState, version: z.number().int() });

export const draftMeeting = command('council.meeting.draft', {
  summary: 'An officer of a body drafts a meeting; chair, secretaries, interpreters and rules are taken over from the body unless stated.',
  input: z.strictObject({
    bodyId: id, title, zone, start: wallTime, plannedMinutes: plannedMinutes.default(120), access: meetingAccess.default('members'),
    chairId: id.optional(), secretaryIds: people.optional(), interpreterIds: people.optional(),
  }),
  output: reply,
});

export const changeMeeting = command('council.meeting.change', {
  summary: 'Changes a meeting that is draft or convened; what is left out stays.',
  input: z.strictObject({
    ...concerned, title: title.optional(), zone: zone.optional(), start: wallTime.optional(), plannedMinutes: plannedMinutes.optional(),
    access: meetingAccess.optional(), chairId: id.optional(), secretaryIds: people.optional(), interpreterIds: people.optional(),
  }),
  output: reply,
  errors: ['meeting_state'],
});

const step = z.strictObject(concerned);
export const convene = command('council.meeting.convene', { summary: 'Convenes a drafted meeting: its members may know of it from now on.', input: step, output: reply, errors: ['meeting_state', 'no_chair'] });
export const openCheckIn = command('council.meeting.open_check_in', { summary: 'Opens the check-in before a sitting.', input: step, output: reply, errors: ['meeting_state'] });
export const callToOrder = command('council.meeting.call_to_order', { summary: 'The chair opens the sitting; a quorum must be present.', input: step, output: reply, errors: ['meeting_state', 'inquorate'] });
export const recess = command('council.meeting.recess', { summary: 'The chair interrupts the sitting.', input: step, output: reply, errors: ['meeting_state', 'poll_running'] });
export const resume = command('council.meeting.resume', { summary: 'The chair goes on with the sitting after a recess; a quorum must be present.', input: step, output: reply, errors: ['meeting_state', 'inquorate'] });
export const adjourn = command('council.meeting.adjourn', { summary: 'The chair ends the sitting; a later sitting may follow.', input: step, output: reply, errors: ['meeting_state', 'poll_running'] });
export const closeMeeting = command('council.meeting.close', { summary: 'The chair closes the meeting for good; all who are present are checked out.', input: step, output: reply, errors: ['meeting_state', 'poll_running'] });
export const cancelMeeting = command('council.meeting.cancel', {
  summary: 'Calls off a meeting that has not begun.',
  input: z.strictObject({ ...concerned, reason: readable(300) }), output: reply, errors: ['meeting_state'],
});

export const handOverChair = command('council.chair.hand_over', {
  summary: 'A meeting that has begun goes on under another chair. The chair hands it over; when they cannot, a secretary or an administrator does.',
  input: z.strictObject({ ...concerned, personId: id }), output: reply, errors: ['meeting_state'],
});

const observer = { input: z.strictObject({ ...concerned, personId: id }), output: z.object({ personId: id }) };
export const admitObserver = command('council.observer.admit', { summary: 'Lets a person observe the meeting.', ...observer, errors: ['meeting_state'] });
export const dismissObserver = command('council.observer.dismiss', { summary: 'Ends a person\'s leave to observe; their lines lose the meeting within a second, and they are kept out until they are admitted again.', ...observer });

const facts = z.object({
  bodyId: id, title: z.string(), zone: z.string(), start: z.string(), plannedMinutes: z.number().int(), access: meetingAccess,
  chairId: id.nullable(), secretaryIds: z.array(id), interpreterIds: z.array(id),
});
const sampleFacts = {
  bodyId: sample.body, title: 'Third ordinary meeting', zone: 'Asia/Shanghai', start: '2026-11-24T09:30', plannedMinutes: 120, access: 'members' as const,
  chairId: sample.person, secretaryIds: [], interpreterIds: [],
};

export const meetingDrafted = event('council.meeting.drafted.v1', {
  summary: 'A meeting was drafted.', stream: 'meeting', audience: ['members'], data: facts, example: sampleFacts,
});
export const meetingChanged = event('council.meeting.changed.v1', {
  summary: 'The facts of a meeting changed; all of them are stated.', stream: 'meeting', audience: ['public'], data: facts, example: sampleFacts,
});
export const meetingMoved = event('council.meeting.moved.v1', {
  summary: 'A meeting went from one state to another. Adjourned and closed also check everybody out and empty the list of speakers.', stream: 'meeting', audience: ['public'],
  data: z.object({ from: meetingState, to: meetingState, sitting: z.number().int(), reason: z.string().optional() }),
  example: { from: 'check_in', to: 'in_session', sitting: 1 },
});
export const observerAdmitted = event('council.observer.admitted.v1', {
  summary: 'A person may observe the meeting.', stream: 'meeting', audience: ['members'], data: z.object({ personId: id }), example: { personId: sample.person },
});
export const observerDismissed = event('council.observer.dismissed.v1', {
  summary: 'A person may no longer observe the meeting.', stream: 'meeting', audience: ['members'], data: z.object({ personId: id }), example: { personId: sample.person },
});

export const meeting = facts.extend({
  id, state: meetingState, version: z.number().int(), sitting: z.number().int(),
  /** The instant of the start, worked out from wall time and zone by today's rules of the zone. */
  startsAt: instant,
  rulesVersion: z.number().int(), quorum: quorumRule, majority: majorityRule,
  listOpen: z.boolean(), calledToOrderAt: instant.nullable(), closedAt: instant.nullable(),
});
export type MeetingFacts = z.output<typeof meeting>;

export const meetings = query('council.meeting.list', {
  summary: 'The meetings that the caller may know of, latest drafted first.', path: '/meetings', list: true,
  params: z.strictObject({ state: meetingState.optional(), bodyId: id.optional(), ...paging }), output: meeting,
});
export const meetingById = query('council.meeting.read', { summary: 'One meeting.', path: '/meetings/{meetingId}', params: z.strictObject({ meetingId: id }), output: meeting });
