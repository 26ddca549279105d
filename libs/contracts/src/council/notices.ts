import { z } from 'zod';
import { notice } from '../catalogue/notices.js';
import { outcome } from './poll.js';
import { instant, sample } from './words.js';

const title = z.string();
const ofMeeting = { title };
const example = { title: 'Third ordinary meeting' };
/** The instant of the start by today's rules of the meeting's zone. */
const planned = { ...ofMeeting, startsAt: instant };
const plannedExample = { ...example, startsAt: sample.at };
/** The motion by its title, as it stands on the list of motions. */
const voted = { ...ofMeeting, motion: title };
const votedExample = { ...example, motion: 'Opening of the northern corridor' };

/** Minutes before its start at which a meeting is called to mind. */
export const reminderMinutes = [1_440, 60] as const;

export const convocationNotice = notice('council.convocation', {
  summary: 'A meeting was convened; told to everybody who has a part in it, and later to whoever gets one.', category: 'meeting', channels: ['inbox', 'mail', 'push'], facts: z.object(planned), example: plannedExample,
});
export const meetingChangedNotice = notice('council.meeting_changed', {
  summary: 'Title, time or length of a convened meeting changed.', category: 'meeting', channels: ['inbox', 'mail', 'push'], facts: z.object(planned), example: plannedExample,
});
export const meetingCancelledNotice = notice('council.meeting_cancelled', {
  summary: 'A convened meeting was called off.', category: 'meeting', channels: ['inbox', 'mail', 'push'], facts: z.object(planned), example: plannedExample,
});
export const invitationEndedNotice = notice('council.invitation_ended', {
  summary: 'The person no longer has a part in a meeting to which they were invited.', category: 'meeting', channels: ['inbox', 'mail'], facts: z.object(planned), example: plannedExample,
});
export const reminderNotice = notice('council.reminder', {
  summary: 'A meeting begins in a day, and in an hour. It moves with the meeting.', category: 'meeting', channels: ['inbox', 'mail', 'push'], facts: z.object(planned), example: plannedExample,
});
export const agendaChangedNotice = notice('council.agenda_changed', {
  summary: 'The agenda of a convened meeting changed before its sitting.', category: 'meeting', channels: ['inbox', 'mail'], digestMinutes: 30, facts: z.object(ofMeeting), example,
});
export const floorGivenNotice = notice('council.floor_given', {
  summary: 'The chair gave the floor to the person.', category: 'floor', channels: ['inbox', 'push'], facts: z.object({ ...ofMeeting, deadline: instant }), example: { ...example, deadline: sample.at },
});
export const seatHasFloorNotice = notice('council.seat_has_floor', {
  summary: 'Another of the people of one’s seat has the floor.', category: 'floor', channels: ['inbox'], facts: z.object(ofMeeting), example,
});
export const pollOpenedNotice = notice('council.poll_opened', {
  summary: 'A poll is open; told to those who may vote and have not.', category: 'poll', channels: ['inbox', 'push'], facts: z.object(voted), example: votedExample,
});
export const pollClosingNotice = notice('council.poll_closing', {
  summary: 'A poll closes soon; told to those who may vote and have not.', category: 'poll', channels: ['inbox', 'push'], facts: z.object({ ...voted, deadline: instant }), example: { ...votedExample, deadline: sample.at },
});
export const resultDeclaredNotice = notice('council.result_declared', {
  summary: 'The chair declared the result of a poll.', category: 'poll', channels: ['inbox', 'mail'], digestMinutes: 60, facts: z.object({ ...voted, outcome }), example: { ...votedExample, outcome: 'carried' },
});
export const minutesReadyNotice = notice('council.minutes_ready', {
  summary: 'A meeting is closed; its record is there to be reviewed by its chair, its secretaries and its seats.', category: 'minutes', channels: ['inbox', 'mail'], facts: z.object(ofMeeting), example,
});
export const observerAdmittedNotice = notice('council.observer_admitted', {
  summary: 'The person may observe a meeting.', category: 'meeting', channels: ['inbox', 'mail'], facts: z.object(planned), example: plannedExample,
});
export const seatTakenOverNotice = notice('council.seat_taken_over', {
  summary: 'In a meeting the person acts for their seat from now on.', category: 'seat', channels: ['inbox', 'push'], facts: z.object(ofMeeting), example,
});
export const seatHandedOverNotice = notice('council.seat_handed_over', {
  summary: 'In a meeting another of its people acts for the person’s seat from now on.', category: 'seat', channels: ['inbox', 'push'], facts: z.object(ofMeeting), example,
});
