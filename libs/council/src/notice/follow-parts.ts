import type { EntityManager } from 'typeorm';
import { alliance, council, type Data, type stream } from '#contracts';
import { eventsOf, telling, type Telling } from '#log';
import { peopleOf } from '../roll/read-roll.js';
import { appointment, planned } from './invite.js';
import type { MeetingThen } from './meeting-then.js';
import { officersOf } from './partakers.js';

/** Who had a part in a meeting from an instant on, until the next one. */
interface Parts {
  readonly from: Date;
  readonly people: ReadonlySet<string>;
}

type Kind = 'member' | 'observer';

/** People who have a part in a meeting and had none before, and those who have none any more. */
export interface Moved {
  readonly came: readonly string[];
  readonly left: readonly string[];
  /** As what they came. */
  readonly as: Kind;
}

const invitations = { member: council.convocationNotice, observer: council.observerAdmittedNotice } as const;

/**
 * For whoever has left the last part of theirs the meeting goes out of the calendar; if they come back, they are invited anew.
 * Whoever comes for the first time is invited with all others, and of a meeting that was convened later nobody was told yet.
 */
export async function followParts(db: EntityManager, meeting: MeetingThen, event: stream.Envelope, { came, left, as }: Moved): Promise<readonly Telling[]> {
  const [at, since] = [new Date(event.time), await convenedAt(db, meeting)];
  if (since > at) return [];
  const invited = came.length === 0 ? new Set<string>() : during(as === 'member' ? await members(db, meeting) : await observers(db, meeting), since, at);
  const said = { key: `${meeting.id}/${event.id}`, facts: planned(meeting) };
  return [
    telling(invitations[as], { ...said, about: `meeting:${meeting.id}`, to: came.filter((person) => invited.has(person)), appointment: appointment(meeting) }),
    // They may not know of the meeting any more; everybody knows of its body.
    telling(council.invitationEndedNotice, { ...said, about: `body:${meeting.facts.bodyId}`, to: left, appointment: appointment(meeting, 'cancel') }),
  ].filter(({ to }) => to.length > 0);
}

/** Who could act for the seats of a body after each event that changed one. */
export function seatedThen(events: readonly stream.Envelope[]): readonly Parts[] {
  const seats = new Map<string, readonly string[]>();
  return events.map(({ data, time }) => {
    const seat = data as Data<typeof alliance.seatChanged>;
    seats.set(seat.seatId, seat.state === 'active' ? peopleOf(seat) : []);
    return { from: new Date(time), people: new Set([...seats.values()].flat()) };
  });
}

const PART = /* sql */ `
  SELECT m.body_id, m.chair_id IS NOT DISTINCT FROM $2::uuid OR $2 = ANY (m.secretary_ids || m.interpreter_ids)
    OR EXISTS (SELECT FROM council_observer o WHERE o.meeting_id = m.id AND o.person_id = $2 AND o.dismissed_at IS NULL)
    OR EXISTS (SELECT FROM council_seat s WHERE s.body_id = m.body_id AND s.state = 'active' AND (s.delegate_id = $2 OR $2 = ANY (s.alternate_ids))) AS part
  FROM council_meeting m WHERE m.id = $1 AND m.state <> 'cancelled'`;

/** Whether a person has a part by now in a meeting that was not called off. Where the council's own roll knows of none, it may not have heard of their seat yet. */
export async function hasPart(db: EntityManager, meetingId: string, personId: string): Promise<boolean> {
  const [row] = await db.query<{ body_id: string; part: boolean }[]>(PART, [meetingId, personId]);
  if (row === undefined || row.part) return row !== undefined;
  return seatedThen(await eventsOf(db, `body:${row.body_id}`, [alliance.seatChanged])).at(-1)?.people.has(personId) === true;
}

/** Everybody who had a part at any time between two instants; what begins at the second one does not count. */
function during(histories: readonly (readonly Parts[])[], since: Date, at: Date): ReadonlySet<string> {
  return new Set(histories.flatMap((history) => history.flatMap(({ from, people }, n) => (from < at && (history[n + 1]?.from ?? at) > since ? [...people] : []))));
}

async function members(db: EntityManager, { id, facts }: MeetingThen): Promise<readonly (readonly Parts[])[]> {
  const seated = seatedThen(await eventsOf(db, `body:${facts.bodyId}`, [alliance.seatChanged]));
  const officers = (await eventsOf(db, `meeting:${id}`, [council.meetingDrafted, council.meetingChanged]))
    .map(({ data, time }) => ({ from: new Date(time), people: new Set(officersOf(data as MeetingThen['facts'])) }));
  return [seated, officers];
}

async function observers(db: EntityManager, { id }: MeetingThen): Promise<readonly (readonly Parts[])[]> {
  const admitted = new Set<string>();
  const history = (await eventsOf(db, `meeting:${id}`, [council.observerAdmitted, council.observerDismissed])).map(({ type, data, time }) => {
    const { personId } = data as Data<typeof council.observerAdmitted>;
    if (type === council.observerAdmitted.name) admitted.add(personId);
    else admitted.delete(personId);
    return { from: new Date(time), people: new Set(admitted) };
  });
  return [history];
}

/** Since when people are invited to a meeting that is to come. */
async function convenedAt(db: EntityManager, { id }: MeetingThen): Promise<Date> {
  const moves = await eventsOf(db, `meeting:${id}`, [council.meetingMoved]);
  const convened = moves.find(({ data }) => (data as Data<typeof council.meetingMoved>).to === 'convened');
  if (convened === undefined) throw new Error(`the meeting ${id} is to come and was never convened`);
  return new Date(convened.time);
}
