import { Injectable } from '@nestjs/common';
import { In, type EntityManager } from 'typeorm';
import { alliance, council, type Data, type stream } from '#contracts';
import { eventsOf, eventsUpTo, Holds, Tells, type Holder, type Telling } from '#log';
import { Meeting } from '../meeting/meeting.entity.js';
import { followParts, seatedThen } from './follow-parts.js';
import { invite, planned } from './invite.js';
import { meetingNow, type MeetingThen } from './meeting-then.js';
import { partakersBesideSeats } from './partakers.js';
import { toCome } from './tell-of-meetings.js';

/** Who is told that they have a part in the meetings that are to come, or none any more, because a seat is another's now. */
@Injectable()
export class TellOfSeats {
  /** Whoever comes to a seat is invited, and whoever has left the last of theirs no longer. */
  @Tells(alliance.seatChanged)
  async seated(event: stream.Envelope, db: EntityManager): Promise<readonly Telling[]> {
    const history = seatedThen(await eventsUpTo(db, event, [alliance.seatChanged]));
    const [before, now] = [history.at(-2)?.people ?? new Set<string>(), history.at(-1)?.people ?? new Set<string>()];
    const [came, left] = [without(now, before), without(before, now)];
    const told: Telling[] = [];
    if (came.length + left.length === 0) return told;
    const at = new Date(event.time);
    for (const meeting of await meetingsToCome(db, event.data as Data<typeof alliance.seatChanged>, at)) {
      if (came.length > 0) told.push(...(await invite(db, meeting, at, came)));
      const others = await partakersBesideSeats(db, meeting);
      const beside = (person: string): boolean => !others.has(person);
      told.push(...(await followParts(db, meeting, event, { came: came.filter(beside), left: left.filter(beside), as: 'member' })));
    }
    return told;
  }

  /** Who has come back to it meanwhile is not told that they are out. The council's own roll may not have heard of the seat yet. */
  @Holds(council.invitationEndedNotice)
  async hasNoPart({ about, key, personId }: Parameters<Holder>[0], db: EntityManager): Promise<boolean> {
    const seated = seatedThen(await eventsOf(db, about, [alliance.seatChanged])).at(-1)?.people;
    const meeting = await db.findOneBy(Meeting, { id: key.slice(0, key.indexOf('/')) });
    const others = meeting === null ? undefined : await partakersBesideSeats(db, meetingNow(meeting));
    return seated?.has(personId) !== true && others?.has(personId) !== true;
  }
}

async function meetingsToCome(db: EntityManager, { bodyId }: Data<typeof alliance.seatChanged>, at: Date): Promise<readonly MeetingThen[]> {
  const meetings = await db.findBy(Meeting, { bodyId, state: In([...toCome]) });
  return meetings.map(meetingNow).filter((meeting) => new Date(planned(meeting).startsAt) > at);
}

function without(people: ReadonlySet<string>, others: ReadonlySet<string>): readonly string[] {
  return [...people].filter((person) => !others.has(person));
}
