import { Injectable } from '@nestjs/common';
import { In, type EntityManager } from 'typeorm';
import { council, type Data, type stream } from '#contracts';
import { Holds, telling, Tells, withdrawal, type Holder, type Telling, type Withdrawal } from '#log';
import { Meeting } from '../meeting/meeting.entity.js';
import type { MeetingState } from '../meeting/meeting-states.js';
import { followParts, hasPart } from './follow-parts.js';
import { appointment, invite, planned, stopReminding } from './invite.js';
import { meetingNow, meetingOf, meetingThen, type MeetingThen } from './meeting-then.js';
import { partakersOf, votersOf, type Partakers } from './partakers.js';

type Told = Parameters<Holder>[0];
type Tellings = Promise<readonly (Telling | Withdrawal)[]>;

/** States in which a meeting is still to begin. */
export const toCome: readonly MeetingState[] = ['convened', 'check_in'];

/** Who is told that a meeting is to be, is changed, or is not to be. */
@Injectable()
export class TellOfMeetings {
  /** Convened: everybody who may take part is invited. Called off: they are told so. Closed: its record is there for review. */
  @Tells(council.meetingMoved)
  async moved(event: stream.Envelope, db: EntityManager): Tellings {
    const meeting = await meetingThen(db, event);
    if (meeting.state === 'convened') return invite(db, meeting, new Date(event.time));
    if (meeting.state === 'cancelled' && meeting.from === 'convened') return calledOff(meeting, db);
    return meeting.state === 'closed' ? closed(meeting, db) : [];
  }

  /**
   * Those who were invited are told of another title, time or length; officers who are new are invited instead, and those who are
   * officers no more are out. A draft is nobody's but its officers'.
   */
  @Tells(council.meetingChanged)
  async changed(event: stream.Envelope, db: EntityManager): Tellings {
    const meeting = await meetingThen(db, event);
    if (meeting.state !== 'convened') return [];
    const invited = await invite(db, meeting, new Date(event.time));
    const earlier = { ...meeting, facts: meeting.before };
    const [before, now] = [everybody(await partakersOf(db, earlier)), everybody(await partakersOf(db, meeting))];
    const parts = [
      ...(await followParts(db, meeting, event, { came: now.filter((person) => !before.includes(person)), left: [], as: 'member' })),
      ...(await followParts(db, earlier, event, { came: [], left: before.filter((person) => !now.includes(person)), as: 'member' })),
    ];
    if (!differ(meeting, ['title', 'start', 'zone', 'plannedMinutes'])) return [...invited, ...parts];
    const to = now.filter((person) => before.includes(person));
    const changed = telling(council.meetingChangedNotice, { key: event.id, about: event.stream, to, facts: planned(meeting), appointment: appointment(meeting) });
    const stopped = differ(meeting, ['title', 'start', 'zone']) ? stopReminding({ id: meeting.id, facts: meeting.before }) : [];
    return [...stopped, ...invited, ...parts, changed];
  }

  /** An observer who is admitted before the convocation is invited with all others. */
  @Tells(council.observerAdmitted)
  async admitted(event: stream.Envelope, db: EntityManager): Promise<readonly Telling[]> {
    const meeting = await meetingThen(db, event);
    const { personId } = event.data as Data<typeof council.observerAdmitted>;
    if (!toCome.includes(meeting.state)) return meeting.state === 'draft' ? [] : [telling(council.observerAdmittedNotice, { key: meeting.id, about: event.stream, to: [personId], facts: planned(meeting) })];
    const { observers } = await partakersOf(db, meeting);
    const came = observers.filter((person) => person === personId);
    return [...(await invite(db, meeting, new Date(event.time))), ...(await followParts(db, meeting, event, { came, left: [], as: 'observer' }))];
  }

  /** An observer who has no other part in it is out. */
  @Tells(council.observerDismissed)
  async dismissed(event: stream.Envelope, db: EntityManager): Promise<readonly Telling[]> {
    const meeting = await meetingThen(db, event);
    const { personId } = event.data as Data<typeof council.observerDismissed>;
    if (!toCome.includes(meeting.state) || everybody(await partakersOf(db, meeting)).includes(personId)) return [];
    return followParts(db, meeting, event, { came: [], left: [personId], as: 'observer' });
  }

  /** Nobody is invited to what is called off, nor to what they have no part in any more: everybody may know of a meeting of the alliance. */
  @Holds(council.convocationNotice)
  @Holds(council.observerAdmittedNotice)
  takesPlace({ about, personId }: Told, db: EntityManager): Promise<boolean> {
    return hasPart(db, meetingOf(about), personId);
  }

  /**
   * Of several changes the last is told, and a meeting is called to mind only as it stands: with this title, at this start, and as
   * long as it has not begun; to nobody who has no part in it any more.
   */
  @Holds(council.meetingChangedNotice)
  @Holds(council.reminderNotice)
  async standsAsTold({ about, facts, personId }: Told, db: EntityManager): Promise<boolean> {
    const meeting = await db.findOneBy(Meeting, { id: meetingOf(about), state: In([...toCome]) });
    if (meeting === null) return false;
    const now = planned(meetingNow(meeting));
    return now.startsAt === facts['startsAt'] && now.title === facts['title'] && hasPart(db, meeting.id, personId);
  }
}

function everybody({ members, observers }: Partakers): readonly string[] {
  return [...members, ...observers];
}

async function calledOff(meeting: MeetingThen, db: EntityManager): Tellings {
  const to = everybody(await partakersOf(db, meeting));
  const cancelled = telling(council.meetingCancelledNotice, {
    key: meeting.id, about: `meeting:${meeting.id}`, to, facts: planned(meeting), appointment: appointment(meeting, 'cancel'),
  });
  return [withdrawal(council.convocationNotice, meeting.id), withdrawal(council.observerAdmittedNotice, meeting.id), ...stopReminding(meeting), cancelled];
}

async function closed({ id, facts }: MeetingThen, db: EntityManager): Promise<readonly Telling[]> {
  return [telling(council.minutesReadyNotice, { key: id, about: `meeting:${id}`, to: await votersOf(db, facts), facts: { title: facts.title } })];
}

/** Whether the last change changed one of these. */
function differ({ facts, before }: MeetingThen, fields: readonly ('title' | 'start' | 'zone' | 'plannedMinutes')[]): boolean {
  return fields.some((field) => facts[field] !== before[field]);
}
