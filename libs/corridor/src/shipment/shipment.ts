import type { EntityManager } from 'typeorm';
import { corridor, type Command } from '#contracts';
import { DomainError } from '#kernel';
import type { Work } from '#log';
import { next } from '#realtime';
import { streamOf } from '../corridor/corridor.entity.js';
import { audienceOf } from '../sharing/audience-of.js';
import { shipmentMachine, type ShipmentState } from './shipment-states.js';

/** Stock on its way between two holders, perhaps on a third one's unit. */
export interface Shipment {
  readonly id: string;
  readonly corridorId: string;
  /** The sender. */
  readonly institutionId: string;
  readonly fromKind: 'centre' | 'unit';
  readonly fromId: string;
  readonly toKind: 'centre' | 'unit';
  readonly toId: string;
  readonly toInstitutionId: string;
  readonly carrierUnitId: string | null;
  readonly partyIds: readonly string[];
  readonly state: ShipmentState;
  readonly version: number;
  readonly countryCode: string;
  readonly borderCountry: string | null;
  readonly lowCelsius: number | null;
  readonly highCelsius: number | null;
  readonly expectedAt: Date | null;
}

export const SHIPMENT = `s.id, s.corridor_id AS "corridorId", s.institution_id AS "institutionId", s.from_kind AS "fromKind", s.from_id AS "fromId", s.to_kind AS "toKind", s.to_id AS "toId",
  s.to_institution_id AS "toInstitutionId", s.carrier_unit_id AS "carrierUnitId", s.party_ids AS "partyIds", s.state, s.version, s.country_code AS "countryCode", s.border_country AS "borderCountry",
  s.low_celsius AS "lowCelsius", s.high_celsius AS "highCelsius", s.expected_at AS "expectedAt"`;

/** The shipment under its lock. @throws DomainError shipment_unknown */
export async function lockShipment(db: EntityManager, { corridorId, shipmentId }: { readonly corridorId: string; readonly shipmentId: string }): Promise<Shipment> {
  const [found] = await db.query<Shipment[]>(`SELECT ${SHIPMENT} FROM corridor_shipment s WHERE s.corridor_id = $1 AND s.id = $2 FOR NO KEY UPDATE`, [corridorId, shipmentId]);
  if (found === undefined) throw new DomainError('shipment_unknown', 'There is no shipment of this id.');
  return found;
}

/** Goes the way of a command and tells it. @throws DomainError shipment_state */
export async function moveShipment(
  work: Work, shipment: Shipment, command: Command, changes: { readonly countryCode?: string; readonly borderCountry?: string; readonly reason?: string } = {},
): Promise<{ state: ShipmentState; version: number }> {
  const moved = { ...shipment, ...changes, state: next(shipmentMachine, shipment.state, command), version: shipment.version + 1 };
  await work.db.query(
    'UPDATE corridor_shipment SET state = $2, version = $3, country_code = $4, border_country = $5, reason = $6, moved_at = $7 WHERE id = $1',
    [moved.id, moved.state, moved.version, moved.countryCode, changes.borderCountry ?? null, changes.reason ?? null, work.now],
  );
  await tellShipment(work, moved);
  return { state: moved.state, version: moved.version };
}

/** Tells how the shipment stands now. */
export async function tellShipment(work: Work, { id, institutionId, fromKind, fromId, toKind, toId, toInstitutionId, carrierUnitId, countryCode, state, version, expectedAt, corridorId, partyIds }: Shipment): Promise<void> {
  work.record(corridor.shipmentChanged, streamOf(corridorId), {
    shipmentId: id, institutionId, fromKind, fromId, toKind, toId, toInstitutionId, carrierUnitId, countryCode, state, version, expectedAt: expectedAt?.toISOString() ?? null,
  }, { audience: await audienceOfParties(work.db, { corridorId, institutionId, partyIds }) });
}

/** The parties, and whoever reads the sender's stock. */
export async function audienceOfParties(db: EntityManager, { corridorId, institutionId, partyIds }: Pick<Shipment, 'corridorId' | 'institutionId' | 'partyIds'>): Promise<readonly string[]> {
  return [...new Set([...(await audienceOf(db, corridorId, institutionId, 'stock')), ...partyIds.map((id) => `org:${id}`)])];
}
