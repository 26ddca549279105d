import { z } from 'zod';
import { command, event, query, signal } from '../catalogue/declare.js';
import { quorumRule } from '../alliance.js';
import { countryCode, decimal, id, instant, ofSeat, sample, sha256 } from './words.js';

/** In the hall, or over a line. */
export const mode = z.enum(['hall', 'online']);
/** Why somebody no longer acts for a seat: left, line cut for longer than the grace, handed over or taken by the delegate, sitting ended, no longer one of the seat's people. */
export const endedBy = z.enum(['check_out', 'dropped', 'hand_over', 'closed', 'revoked']);

/** How far the quorum is met, counted in the rule's own unit: seats, weights or countries. */
export const quorumState = z.object({ of: z.enum(['seats', 'weights', 'countries']), present: decimal, entitled: decimal, quorate: z.boolean() });
export type QuorumState = z.output<typeof quorumState>;

/** What a decision rested on; anybody can work it out again from roll and presence at that instant. */
export const quorumProof = quorumState.extend({
  rule: quorumRule, rulesVersion: z.number().int(), at: instant,
  /** SHA-256 of the roll: every active seat with institution, country and weight, in the order of ids. */
  rollHash: sha256,
  seatIds: z.array(id),
});
export type QuorumProof = z.output<typeof quorumProof>;

const seat = { meetingId: id, seatId: id };
const presence = z.object({ seatId: id, personId: id, mode, since: instant, quorum: quorumState });

export const checkIn = command('council.attendance.check_in', {
  summary: 'The delegate or an alternate checks in for a seat and acts for it from now on; the delegate goes before an alternate. The secretary may check in another of the seat\'s people in the hall.',
  input: z.strictObject({ ...seat, mode, personId: id.optional() }),
  output: presence,
  errors: ['meeting_state', 'seat_unknown', 'not_of_seat', 'seat_occupied', 'person_acts_already'],
});
export const checkOut = command('council.attendance.check_out', {
  summary: 'Whoever acts for the seat leaves, or the secretary checks them out.',
  input: z.strictObject(seat), output: z.object({ seatId: id, until: instant, quorum: quorumState }), errors: ['meeting_state', 'seat_absent', 'not_acting'],
});
export const handOver = command('council.attendance.hand_over', {
  summary: 'Whoever acts for the seat hands it over to another of its people, in mid-meeting.',
  input: z.strictObject({ ...seat, personId: id, mode }), output: presence, errors: ['meeting_state', 'seat_unknown', 'seat_absent', 'not_acting', 'not_of_seat', 'person_acts_already'],
});

const sampleQuorum = { of: 'seats' as const, present: '31', entitled: '55', quorate: true };
const sampleSeat = { seatId: sample.seat, institutionId: sample.institution, countryCode: 'CN' };
const samplePresence = { ...sampleSeat, personId: sample.person, mode: 'online' as const, since: sample.at, quorum: sampleQuorum };
export const checkedIn = event('council.attendance.checked_in.v1', {
  summary: 'A person acts for a seat from now on; who acted for it before no longer does.', stream: 'meeting', audience: ['public'],
  data: presence.extend(ofSeat), example: samplePresence,
});
export const checkedOut = event('council.attendance.checked_out.v1', {
  summary: 'Nobody acts for a seat any longer: checked out, dropped after its line was cut for longer than the grace, or no longer one of its people.', stream: 'meeting', audience: ['public'],
  data: z.object({ seatId: id, personId: id, until: instant, endedBy, quorum: quorumState, ...ofSeat }),
  example: { ...sampleSeat, personId: sample.person, until: sample.at, endedBy: 'check_out', quorum: sampleQuorum },
});
export const handedOver = event('council.attendance.handed_over.v1', {
  summary: 'Another of the seat\'s people acts for it from now on.', stream: 'meeting', audience: ['public'],
  data: presence.extend({ fromPersonId: id, ...ofSeat }), example: { ...samplePresence, fromPersonId: sample.person },
});
export const linesChanged = event('council.attendance.lines_changed.v1', {
  summary: 'Lines of present seats were cut or came back; a cut seat stays present until the grace is over.', stream: 'meeting', audience: ['public'],
  data: z.object({ lost: z.array(id).max(150), back: z.array(id).max(150) }), example: { lost: [sample.seat], back: [] },
});
export const quorumChanged = event('council.quorum.changed.v1', {
  summary: 'The meeting became quorate or inquorate, or its roll changed.', stream: 'meeting', audience: ['public'], data: quorumState, example: sampleQuorum,
});

/** How many people read the meeting now; told at most once a second, never logged. */
export const audienceCounted = signal('council.audience.counted', {
  summary: 'How many members and observers are connected.', data: z.object({ meetingId: id, members: z.number().int(), observers: z.number().int() }),
});

export const rollSeat = z.object({
  seatId: id, institutionId: id, countryCode, weight: decimal, delegateId: id.nullable(), alternateIds: z.array(id),
  /** Who acts for it now; null while it is absent. */
  acting: z.object({ personId: id, mode, since: instant, lineLostAt: instant.nullable() }).nullable(),
});
export const interval = z.object({ seatId: id, personId: id, mode, since: instant, until: instant.nullable(), endedBy: endedBy.nullable(), lineLostAt: instant.nullable() });

export const attendance = query('council.attendance.read', {
  summary: 'The roll with who acts for each seat, the quorum, and the ledger of presence; `at` asks for an earlier instant.',
  path: '/meetings/{meetingId}/attendance', params: z.strictObject({ meetingId: id, at: instant.optional() }),
  output: z.object({ at: instant, proof: quorumProof, roll: z.array(rollSeat), ledger: z.array(interval) }),
});
