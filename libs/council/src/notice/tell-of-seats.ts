import { Injectable } from '@nestjs/common';
import { In, type EntityManager } from 'typeorm';
import { alliance, council, type Data, type stream } from '#contracts';
import { eventsOf, eventsUpTo, Holds, telling, Tells, type Holder, type Telling } from '#log';
import { Meeting } from '../meeting/meeting.entity.js';
import { peopleOf } from '../roll/read-roll.js';
import { appointment, invite, planned } from './invite.js';
import { meetingNow, type MeetingThen } from './meeting-then.js';
import { partakersBesideSeats } from './partakers.js';
import { toCome } from './tell-of-meetings.js';

/** Who could act for any seat of a body from an instant on, until the next one. */
interface Seated {
  readonly from: Date;
  readonly people: ReadonlySet<string>;
}

/** Who is told that they have a part in the meetings that are to come, or none any more, because a seat is another's now. */
@Injectable()
export class TellOfSeats {
  /**
   * Whoever comes to a seat is invited. For whoever has left the last of theirs the meeting goes out of the calendar; if they
   * come back, they are invited anew.
   */
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
      const since = await convenedAt(db, meeting);
      if (since > at) continue;
      const others = await partakersBesideSeats(db, meeting);
      const invited = new Set(history.flatMap(({ people }, n) => ((history[n + 1]?.from ?? since) > since ? [...people] : [])));
      const said = { key: `${meeting.id}/${event.id}`, facts: planned(meeting) };
      told.push(
        telling(council.convocationNotice, { ...said, about: `meeting:${meeting.id}`, to: came.filter((person) => invited.has(person) && !others.has(person)), appointment: appointment(meeting) }),
        // They may not know of the meeting any more; everybody knows of its body.
        telling(council.invitationEndedNotice, { ...said, about: event.stream, to: left.filter((person) => !others.has(person)), appointment: appointment(meeting, 'cancel') }),
      );
    }
    return told.filter(({ to }) => to.length > 0);
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

/** Who could act for the seats of a body after each event that changed one. */
function seatedThen(events: readonly stream.Envelope[]): readonly Seated[] {
  const seats = new Map<string, readonly string[]>();
  return events.map(({ data, time }) => {
    const seat = data as Data<typeof alliance.seatChanged>;
    seats.set(seat.seatId, seat.state === 'active' ? peopleOf(seat) : []);
    return { from: new Date(time), people: new Set([...seats.values()].flat()) };
  });
}

/** Since when people are invited to a meeting that is to come. */
async function convenedAt(db: EntityManager, { id }: MeetingThen): Promise<Date> {
  const moves = await eventsOf(db, `meeting:${id}`, [council.meetingMoved]);
  const convened = moves.find(({ data }) => (data as Data<typeof council.meetingMoved>).to === 'convened');
  if (convened === undefined) throw new Error(`the meeting ${id} is to come and was never convened`);
  return new Date(convened.time);
}

function without(people: ReadonlySet<string>, others: ReadonlySet<string>): readonly string[] {
  return [...people].filter((person) => !others.has(person));
}
