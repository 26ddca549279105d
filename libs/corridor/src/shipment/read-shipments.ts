import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { z } from 'zod';
import { corridor, type Output, type Params } from '#contracts';
import { DomainError, type Principal } from '#kernel';
import { Answers, pageOf, placeOf, type Page, type QueryHandler } from '#realtime';
import { SHIPMENT, type Shipment } from './shipment.js';

type ListView = Output<typeof corridor.listShipments>;
type Whole = Output<typeof corridor.readShipment>;
interface Row extends Shipment {
  readonly preparedAt: Date;
  readonly movedAt: Date;
  readonly latest: { celsius: number; asOf: string } | null;
  /** Whether the reader's institution is a party of it. */
  readonly own: boolean;
  readonly reason: string | null;
}

const VIEW = `SELECT ${SHIPMENT}, s.prepared_at AS "preparedAt", s.moved_at AS "movedAt", s.reason, hub_has_role('administrator') OR s.party_ids && ((SELECT corridor_acting())::uuid[]) AS own,
  (SELECT jsonb_build_object('celsius', r.celsius, 'asOf', r.as_of) FROM corridor_cold_reading r WHERE r.shipment_id = s.id ORDER BY r.as_of DESC LIMIT 1) AS latest FROM corridor_shipment s`;

function view({ lowCelsius, highCelsius, latest, preparedAt, movedAt, expectedAt, ...row }: Row): ListView {
  return {
    ...row, expectedAt: expectedAt?.toISOString() ?? null, preparedAt: preparedAt.toISOString(), movedAt: movedAt.toISOString(),
    cold: lowCelsius === null || highCelsius === null ? null : { lowCelsius, highCelsius }, latestCelsius: latest === null ? null : { ...latest, asOf: new Date(latest.asOf).toISOString() },
  };
}

@Injectable()
@Answers(corridor.listShipments, (params) => ({ kind: 'corridor', id: params.corridorId }))
export class ListShipments implements QueryHandler<typeof corridor.listShipments> {
  async execute(_: Principal, { corridorId, state, limit, iterator }: Params<typeof corridor.listShipments>, db: EntityManager): Promise<Page<ListView>> {
    const rows = await db.query<Row[]>(
      `${VIEW} WHERE s.corridor_id = $1 AND ($2::text IS NULL OR s.state = $2) AND ($3::uuid IS NULL OR s.id < $3) ORDER BY s.id DESC LIMIT $4`,
      [corridorId, state ?? null, placeOf(iterator, corridor.id), limit + 1],
    );
    return pageOf(rows.map(view), limit, (row) => row.id);
  }
}

/** Numbers of papers and the reason of an end are for the parties, whatever the compact shares of stock. */
@Injectable()
@Answers(corridor.readShipment, (params) => ({ kind: 'corridor', id: params.corridorId }))
export class ReadShipment implements QueryHandler<typeof corridor.readShipment> {
  async execute(_: Principal, { corridorId, shipmentId }: Params<typeof corridor.readShipment>, db: EntityManager): Promise<Whole> {
    const [row] = await db.query<Row[]>(`${VIEW} WHERE s.corridor_id = $1 AND s.id = $2`, [corridorId, shipmentId]);
    if (row === undefined) throw new DomainError('shipment_unknown', 'There is no shipment of this id.');
    return { ...view(row), reason: row.own ? row.reason : null, ...(await contents(db, shipmentId)), papers: await papers(db, shipmentId, row.own), excursions: await excursions(db, shipmentId) };
  }
}

async function contents(db: EntityManager, shipmentId: string): Promise<Pick<Whole, 'lines' | 'load'>> {
  const lines = await db.query<Whole['lines']>(
    'SELECT l.item_id AS "itemId", l.lot, l.quantity::float8 AS quantity, i.unit FROM corridor_shipment_line l JOIN corridor_item i ON i.id = l.item_id WHERE l.shipment_id = $1 ORDER BY l.line', [shipmentId]);
  const load = await db.query<Whole['load']>(
    `SELECT l.item_id AS "itemId", l.lot, l.expires_on::text AS "expiresOn", l.quantity::float8 AS quantity, i.unit, l.received::float8 AS received
     FROM corridor_shipment_load l JOIN corridor_item i ON i.id = l.item_id WHERE l.shipment_id = $1 ORDER BY l.item_id, l.lot`, [shipmentId]);
  return { lines, load };
}

function papers(db: EntityManager, shipmentId: string, own: boolean): Promise<Whole['papers']> {
  return db.query(
    `SELECT id, kind, CASE WHEN $2 THEN number END AS number, country_code AS "countryCode", issued_on::text AS "issuedOn", valid_until::text AS "validUntil" FROM corridor_shipment_paper WHERE shipment_id = $1 ORDER BY id`, [shipmentId, own]);
}

async function excursions(db: EntityManager, shipmentId: string): Promise<Whole['excursions']> {
  const rows = await db.query<(Omit<Whole['excursions'][number], 'since' | 'until'> & { since: Date; until: Date })[]>(
    `SELECT sensor, min(as_of) AS since, max(as_of) AS until, count(*)::int AS readings, min(celsius) AS "lowestCelsius", max(celsius) AS "highestCelsius"
     FROM corridor_cold_reading WHERE shipment_id = $1 AND NOT in_range GROUP BY sensor, excursion_id ORDER BY min(as_of), sensor`, [shipmentId]);
  return rows.map(({ since, until, ...row }) => ({ ...row, since: since.toISOString(), until: until.toISOString() }));
}

const place = z.tuple([z.string(), z.string()]);
type Temperature = Output<typeof corridor.listTemperatures>;

@Injectable()
@Answers(corridor.listTemperatures, (params) => ({ kind: 'corridor', id: params.corridorId }))
export class ListTemperatures implements QueryHandler<typeof corridor.listTemperatures> {
  async execute(_: Principal, { corridorId, shipmentId, limit, iterator }: Params<typeof corridor.listTemperatures>, db: EntityManager): Promise<Page<Temperature>> {
    const [asOf, sensor] = placeOf(iterator, place) ?? [null, null];
    const rows = await db.query<(Omit<Temperature, 'asOf'> & { asOf: Date })[]>(
      `SELECT as_of AS "asOf", sensor, celsius, in_range AS "inRange" FROM corridor_cold_reading WHERE corridor_id = $1 AND shipment_id = $2 AND ($3::timestamptz IS NULL OR (as_of, sensor) < ($3, $4))
       ORDER BY as_of DESC, sensor DESC LIMIT $5`, [corridorId, shipmentId, asOf, sensor, limit + 1]);
    return pageOf(rows.map((row) => ({ ...row, asOf: row.asOf.toISOString() })), limit, (row) => [row.asOf, row.sensor]);
  }
}
