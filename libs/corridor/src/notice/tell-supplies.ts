import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { corridor, type Data, type stream } from '#contracts';
import { Holds, telling, Tells, type Telling } from '#log';
import { holdersOf, others } from './find-holders.js';
import { corridorName, corridorOf, institutionName } from './read-names.js';

type Offer = Data<typeof corridor.offerChanged>;
const ANSWERED = ['accepted', 'declined', 'withdrawn', 'lapsed'] as const;
/** Members that are asked at once at the most. */
const MOST = 30;

/** What organisations of a corridor ask of each other and send to each other, and what becomes of people's licences. */
@Injectable()
export class TellSupplies {
  /** Asked once, when the request is new: those who coordinate for the other members can promise something. */
  @Tells(corridor.requestChanged)
  async requested(event: stream.Envelope, db: EntityManager): Promise<readonly Telling[]> {
    const { requestId, institutionId, needKind, amount, urgency, until, version, state } = event.data as Data<typeof corridor.requestChanged>;
    if (version !== 1 || state !== 'open') return [];
    const corridorId = corridorOf(event);
    const members = await db.query<{ id: string }[]>(
      `SELECT DISTINCT institution_id AS id FROM corridor_member WHERE corridor_id = $1 AND institution_id <> $2 AND role <> 'observer' ORDER BY id LIMIT ${MOST}`, [corridorId, institutionId]);
    const people: string[] = [];
    for (const { id } of members) people.push(...(await holdersOf(db, corridorId, id, ['coordinator'])));
    return [telling(corridor.capacityRequestedNotice, {
      key: requestId, about: `corridor:${corridorId}`, to: others(event, [...new Set(people)]), until: new Date(until), digestKey: requestId,
      facts: { corridor: await corridorName(db, corridorId), asker: await institutionName(db, institutionId), needKind, amount, urgency, until },
    })];
  }

  @Holds(corridor.capacityRequestedNotice)
  async stillAsked({ key }: { readonly key: string }, db: EntityManager): Promise<boolean> {
    const rows = await db.query<unknown[]>(`SELECT FROM corridor_capacity_request WHERE id = $1 AND state = 'open'`, [key]);
    return rows.length > 0;
  }

  /** An offer is told to those who decide for the asker; what became of it to the party that did not bring it about. */
  @Tells(corridor.offerChanged)
  async offered(event: stream.Envelope, db: EntityManager): Promise<readonly Telling[]> {
    const offer = event.data as Offer;
    const corridorId = corridorOf(event);
    const [request] = await db.query<{ asker: string }[]>('SELECT institution_id AS asker FROM corridor_capacity_request WHERE id = $1', [offer.requestId]);
    if (request === undefined) return [];
    const { offerId, institutionId, needKind, amount } = offer;
    const told = { key: `${offerId}.${offer.state}`, about: `corridor:${corridorId}`, digestKey: offerId };
    const facts = { corridor: await corridorName(db, corridorId), asker: await institutionName(db, request.asker), bidder: await institutionName(db, institutionId), needKind, amount };
    if (offer.state === 'offered') return [telling(corridor.capacityOfferedNotice, { ...told, to: await holdersOf(db, corridorId, request.asker, ['coordinator']), facts })];
    const state = ANSWERED.find((answer) => answer === offer.state);
    if (state === undefined) return [];
    const party = state === 'withdrawn' ? request.asker : institutionId;
    return [telling(corridor.offerAnsweredNotice, { ...told, to: others(event, await holdersOf(db, corridorId, party, ['coordinator'])), facts: { ...facts, state } })];
  }

  @Holds(corridor.capacityOfferedNotice)
  async stillOffered({ key }: { readonly key: string }, db: EntityManager): Promise<boolean> {
    const rows = await db.query<unknown[]>(`SELECT FROM corridor_capacity_offer WHERE id = $1 AND state = 'offered'`, [key.split('.')[0]]);
    return rows.length > 0;
  }

  /** The sender has an alert; who carries or receives the shipment hears of it here. */
  @Tells(corridor.coldChainBroken)
  async coldChainBroken(event: stream.Envelope, db: EntityManager): Promise<readonly Telling[]> {
    const { shipmentId, institutionId, excursionId, since, celsius, lowCelsius, highCelsius } = event.data as Data<typeof corridor.coldChainBroken>;
    const corridorId = corridorOf(event);
    const [shipment] = await db.query<{ parties: string[] }[]>('SELECT party_ids AS parties FROM corridor_shipment WHERE id = $1', [shipmentId]);
    const people: string[] = [];
    for (const id of shipment?.parties ?? []) if (id !== institutionId) people.push(...(await holdersOf(db, corridorId, id, ['coordinator', 'field'])));
    const facts = { corridor: await corridorName(db, corridorId), sender: await institutionName(db, institutionId), since, celsius, lowCelsius, highCelsius };
    return [telling(corridor.coldChainNotice, { key: excursionId, about: `corridor:${corridorId}`, to: others(event, [...new Set(people)]), digestKey: shipmentId, facts })];
  }

  @Tells(corridor.credentialChanged)
  async credentialDecided(event: stream.Envelope, db: EntityManager): Promise<readonly Telling[]> {
    const { credentialId, personId, hostCountry, state, version } = event.data as Data<typeof corridor.credentialChanged>;
    if (state === 'pending') return [];
    const facts = { corridor: await corridorName(db, corridorOf(event)), hostCountry, state };
    return [telling(corridor.credentialDecidedNotice, { key: `${credentialId}.${version}`, about: `credential:${credentialId}`, to: others(event, [personId]), facts })];
  }
}
