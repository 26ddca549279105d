import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { alliance, identity, type Data, type stream } from '#contracts';
import { eventsUpTo, telling, Tells, type Telling } from '#log';
import { Body } from '../body/body.entity.js';
import { Institution } from '../institution/institution.entity.js';
import type { SeatFact } from '../seat/tell-seats.js';

/** Who is told that they stand otherwise in the alliance: seats, offices, and the institution that they belong to. */
@Injectable()
export class TellOfStanding {
  /** Those who came to a seat, and those who left it. Its weight concerns nobody's standing. */
  @Tells(alliance.seatChanged)
  async seatChanged(event: stream.Envelope, db: EntityManager): Promise<readonly Telling[]> {
    const seat = event.data as SeatFact;
    const past = (await eventsUpTo(db, event, [alliance.seatChanged])).map(({ data }) => data as SeatFact).filter(({ seatId }) => seatId === seat.seatId);
    const [now, before] = [peopleOf(seat), peopleOf(past.at(-2))];
    const came = now.filter((person) => !before.includes(person));
    const left = before.filter((person) => !now.includes(person));
    if (came.length + left.length === 0) return [];
    const facts = { body: await bodyName(db, seat.bodyId), institution: await institutionName(db, seat.institutionId) };
    const told = { key: event.id, about: event.stream, facts };
    return [telling(alliance.seatGivenNotice, { ...told, to: came }), telling(alliance.seatEndedNotice, { ...told, to: left })].filter(({ to }) => to.length > 0);
  }

  @Tells(alliance.officeChanged)
  async officeChanged(event: stream.Envelope, db: EntityManager): Promise<readonly Telling[]> {
    const { bodyId, personId, office, held } = event.data as Data<typeof alliance.officeChanged>;
    const notice = held ? alliance.officeGivenNotice : alliance.officeEndedNotice;
    return [telling(notice, { key: event.id, about: event.stream, to: [personId], facts: { body: await bodyName(db, bodyId), office } })];
  }

  /** An institution that somebody was invited with is no news to them. */
  @Tells(identity.affiliationChanged)
  async affiliationChanged(event: stream.Envelope, db: EntityManager): Promise<readonly Telling[]> {
    const { personId, institutionId, held } = event.data as Data<typeof identity.affiliationChanged>;
    const states = (await eventsUpTo(db, event, [identity.personChanged])).map(({ data }) => (data as Data<typeof identity.personChanged>).state);
    if (states.at(-1) !== 'active') return [];
    const notice = held ? alliance.affiliationBegunNotice : alliance.affiliationEndedNotice;
    return [telling(notice, { key: event.id, about: event.stream, to: [personId], facts: { institution: await institutionName(db, institutionId) } })];
  }
}

/** Everybody who may act for a seat; nobody for one that was vacated, or is not there yet. */
function peopleOf(seat: SeatFact | undefined): readonly string[] {
  if (seat === undefined || seat.state === 'vacated') return [];
  return [...(seat.delegateId === null ? [] : [seat.delegateId]), ...seat.alternateIds];
}

async function bodyName(db: EntityManager, id: string): Promise<string> {
  return (await db.findOneByOrFail(Body, { id })).name;
}

async function institutionName(db: EntityManager, id: string): Promise<string> {
  return (await db.findOneByOrFail(Institution, { id })).name;
}
