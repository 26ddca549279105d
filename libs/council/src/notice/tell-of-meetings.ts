import { Injectable } from '@nestjs/common';
import { In, type EntityManager } from 'typeorm';
import { alliance, council, type Data, type stream } from '#contracts';
import { Holds, telling, Tells, type Holder, type Telling, type Withdrawal } from '#log';
import { Meeting } from '../meeting/meeting.entity.js';
import type { MeetingState } from '../meeting/meeting-states.js';
import { peopleOf } from '../roll/read-roll.js';
import { appointment, invite, planned, remind, stopReminding } from './invite.js';
import { meetingNow, meetingOf, meetingThen, type MeetingThen } from './meeting-then.js';
import { membersOf, officersOf, seatedOf, unique } from './members.js';

type Told = Parameters<Holder>[0];

/** States in which a meeting is still to begin. */
const toCome: readonly MeetingState[] = ['convened', 'check_in'];

/** Who is told that a meeting is to be, is changed, or is not to be. */
@Injectable()
export class TellOfMeetings {
  /** Convened: everybody who may take part is invited. Called off: they are told so. Closed: its record is there for review. */
  @Tells(council.meetingMoved)
  async moved(event: stream.Envelope, db: EntityManager): Promise<readonly (Telling | Withdrawal)[]> {
    const meeting = await meetingThen(db, event);
    if (meeting.state === 'convened') return invite(meeting, await membersOf(db, meeting), new Date(event.time));
    if (meeting.state === 'cancelled' && meeting.from === 'convened') return this.calledOff(meeting, db);
    return meeting.state === 'closed' ? this.closed(meeting, db) : [];
  }

  /** Those who were invited are told of another title, time or length; officers who are new are invited instead. A draft is nobody's but its officers'. */
  @Tells(council.meetingChanged)
  async changed(event: stream.Envelope, db: EntityManager): Promise<readonly Telling[]> {
    const meeting = await meetingThen(db, event);
    if (meeting.state !== 'convened') return [];
    const now = new Date(event.time);
    const members = await membersOf(db, meeting);
    const known = new Set([...officersOf(meeting.before), ...(await seatedOf(db, meeting.facts.bodyId))]);
    const fresh = officersOf(meeting.facts).filter((person) => !known.has(person));
    const invited = fresh.length === 0 ? [] : invite(meeting, fresh, now);
    if (!movesTheCalendar(meeting)) return invited;
    const to = members.filter((person) => !fresh.includes(person));
    const changed = telling(council.meetingChangedNotice, { key: event.id, about: event.stream, to, facts: planned(meeting), appointment: appointment(meeting) });
    return [...invited, changed, ...remind(meeting, to, now)];
  }

  /** Whoever comes to a seat is invited to the meetings that are to come. */
  @Tells(alliance.seatChanged)
  async seated(event: stream.Envelope, db: EntityManager): Promise<readonly Telling[]> {
    const seat = event.data as Data<typeof alliance.seatChanged>;
    const people = seat.state === 'active' ? peopleOf(seat) : [];
    if (people.length === 0) return [];
    const now = new Date(event.time);
    const meetings = await db.findBy(Meeting, { bodyId: seat.bodyId, state: In([...toCome]) });
    return meetings.map(meetingNow).filter((meeting) => new Date(planned(meeting).startsAt) > now).flatMap((meeting) => invite(meeting, people, now));
  }

  /** An observer is told when they are admitted, once the meeting is known to others than its officers; before, they are invited with all. */
  @Tells(council.observerAdmitted)
  async admitted(event: stream.Envelope, db: EntityManager): Promise<readonly Telling[]> {
    const meeting = await meetingThen(db, event);
    if (meeting.state === 'draft') return [];
    const { personId } = event.data as Data<typeof council.observerAdmitted>;
    const ahead = meeting.state === 'convened';
    const admitted = telling(council.observerAdmittedNotice, {
      key: event.id, about: event.stream, to: [personId], facts: planned(meeting), ...(ahead ? { appointment: appointment(meeting) } : {}),
    });
    return ahead ? [admitted, ...remind(meeting, [personId], new Date(event.time))] : [admitted];
  }

  /** Nobody is invited to what is called off. */
  @Holds(council.convocationNotice)
  async convened({ about }: Told, db: EntityManager): Promise<boolean> {
    return !(await db.existsBy(Meeting, { id: meetingOf(about), state: 'cancelled' }));
  }

  /** Of several changes the last is told; and none of a meeting that is called off. */
  @Holds(council.meetingChangedNotice)
  changedLast(told: Told, db: EntityManager): Promise<boolean> {
    return standsAsTold(told, db);
  }

  /** A meeting is called to mind that begins when it was said to begin, and has not begun. */
  @Holds(council.reminderNotice)
  reminded(told: Told, db: EntityManager): Promise<boolean> {
    return standsAsTold(told, db);
  }

  private async calledOff(meeting: MeetingThen, db: EntityManager): Promise<readonly (Telling | Withdrawal)[]> {
    const cancelled = telling(council.meetingCancelledNotice, {
      key: meeting.id, about: `meeting:${meeting.id}`, to: await membersOf(db, meeting), facts: planned(meeting), appointment: appointment(meeting, 'cancel'),
    });
    return [cancelled, ...stopReminding(meeting)];
  }

  private async closed({ id, facts }: MeetingThen, db: EntityManager): Promise<readonly Telling[]> {
    const { bodyId, chairId, secretaryIds, title } = facts;
    const to = unique([...(chairId === null ? [] : [chairId]), ...secretaryIds, ...(await seatedOf(db, bodyId))]);
    return [telling(council.minutesReadyNotice, { key: id, about: `meeting:${id}`, to, facts: { title } })];
  }
}

/** Whether the last change is one that people plan by. */
function movesTheCalendar({ facts, before }: MeetingThen): boolean {
  return (['title', 'start', 'zone', 'plannedMinutes'] as const).some((field) => facts[field] !== before[field]);
}

async function standsAsTold({ about, facts }: Told, db: EntityManager): Promise<boolean> {
  const meeting = await db.findOneBy(Meeting, { id: meetingOf(about), state: In([...toCome]) });
  if (meeting === null) return false;
  const now = planned(meetingNow(meeting));
  return now.startsAt === facts['startsAt'] && now.title === facts['title'];
}
