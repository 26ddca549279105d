import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { corridor, type Input, type Output } from '#contracts';
import { asHub } from '#db';
import { DomainError, newId, type Principal } from '#kernel';
import type { Work } from '#log';
import { Handles, type CommandHandler } from '#realtime';
import { Equipment, lockEquipment } from './equipment.entity.js';
import { settleDue } from './settle-due.js';

/** What the meters showed. */
interface Shown {
  readonly engineHours?: number | undefined;
  readonly distanceKm?: number | undefined;
  readonly at?: string | undefined;
  /** They are the first that new meters showed. */
  readonly replaced?: boolean;
}

/** One reading of one meter. */
interface Reading {
  readonly meter: 'engine_hours' | 'distance_km';
  readonly value: number;
  readonly at: Date;
}
/** The column of the plan that a meter is held against. */
const TERM_OF = { engine_hours: 'next_hours', distance_km: 'next_km' } as const;

/** How far a clock may be ahead (ms) before a reading is refused. */
const AHEAD = 300_000;

@Injectable()
@Handles(corridor.reportMeter, (input) => ({ kind: 'equipment', id: input.equipmentId }))
export class ReportMeter implements CommandHandler<typeof corridor.reportMeter> {
  async execute(actor: Principal, { equipmentId, ...shown }: Input<typeof corridor.reportMeter>, work: Work): Promise<Output<typeof corridor.reportMeter>> {
    const equipment = await lockEquipment(work.db, equipmentId);
    await noteMeters(work, actor, equipment, shown);
    await settleDue(work, equipment);
    return {};
  }
}

/** Enters readings of one time, which may be late. @throws DomainError meter_went_back, invalid_input */
export async function noteMeters(work: Work, actor: Principal, equipment: Equipment, { engineHours, distanceKm, at: given, replaced = false }: Shown): Promise<void> {
  const at = given === undefined ? work.now : new Date(given);
  if (at.getTime() > work.now.getTime() + AHEAD) throw new DomainError('invalid_input', 'The time lies ahead.', { issues: [{ pointer: '/at', rule: 'not in the future' }] });
  const shown = [['engine_hours', engineHours], ['distance_km', distanceKm]] as const;
  for (const [meter, value] of shown) if (value !== undefined) await noteMeter(work, actor, equipment, { meter, value, at }, replaced);
  await standMeters(work, equipment);
}

/** The newest reading of each meter stands on the device, whatever came last and was taken back. */
export async function standMeters({ db }: Work, equipment: Equipment): Promise<void> {
  // Whoever has the device in their hands may see less of its past than it has.
  const newest = await asHub(db, () => db.query<{ meter: string; value: number; at: Date }[]>(
    'SELECT DISTINCT ON (meter) meter, value, at FROM corridor_meter_reading WHERE equipment_id = $1 AND withdrawn_at IS NULL ORDER BY meter, at DESC, moved IS NULL, value DESC', [equipment.id],
  ));
  const of = (meter: string): number | null => newest.find((reading) => reading.meter === meter)?.value ?? null;
  const meteredAt = newest.map(({ at }) => at).sort((a, b) => b.getTime() - a.getTime())[0] ?? null;
  Object.assign(equipment, { engineHours: of('engine_hours'), distanceKm: of('distance_km'), meteredAt });
  await db.update(Equipment, { id: equipment.id }, { engineHours: equipment.engineHours, distanceKm: equipment.distanceKm, meteredAt });
}

/** A reading is of the meter that was there at its time: the one put in last before. */
const OF_THE_SAME_METER = `
  SELECT id, value, at FROM corridor_meter_reading r WHERE equipment_id = $1 AND meter = $2 AND withdrawn_at IS NULL
    AND at >= coalesce((SELECT max(p.at) FROM corridor_meter_reading p WHERE p.equipment_id = $1 AND p.meter = $2 AND p.moved IS NOT NULL AND p.withdrawn_at IS NULL AND p.at <= $3), '-infinity')
    AND at < coalesce((SELECT min(p.at) FROM corridor_meter_reading p WHERE p.equipment_id = $1 AND p.meter = $2 AND p.moved IS NOT NULL AND p.withdrawn_at IS NULL AND p.at > $3), 'infinity')
  ORDER BY at, value`;

/** A meter does not run backwards: what it showed before is at most this, what it showed after at least. The device is locked, so nothing comes in between. */
async function noteMeter({ db }: Work, actor: Principal, { id, institutionId }: Equipment, { meter, value, at }: Reading, replaced: boolean): Promise<void> {
  const same = await asHub(db, () => db.query<{ id: string; value: number; at: Date }[]>(OF_THE_SAME_METER, [id, meter, at]));
  const before = same.filter((other) => other.at <= at).at(-1);
  const other = same.find((one) => (one.at <= at ? !replaced && one.value > value : one.value < value));
  if (other !== undefined) throw new DomainError('meter_went_back', `The meter would have run backwards: it showed ${other.value} at ${other.at.toISOString()}. If that reading is wrong, withdraw it; if the meter is a new one, say that it was replaced.`, { meter, readingId: other.id, value: other.value, at: other.at.toISOString() });
  const moved = replaced ? value - (before?.value ?? value) : null;
  await db.query('INSERT INTO corridor_meter_reading (id, equipment_id, institution_id, meter, value, at, person_id, moved) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)', [newId(), id, institutionId, meter, value, at, actor.personId, moved]);
  if (moved !== null) await moveTerms(db, id, meter, moved);
}

/** What was left of each term when a meter was replaced is left on the new one. */
export async function moveTerms(db: EntityManager, equipmentId: string, meter: Reading['meter'], by: number): Promise<void> {
  const term = TERM_OF[meter];
  await db.query(`UPDATE corridor_maintenance SET ${term} = ${term} + $2 WHERE equipment_id = $1`, [equipmentId, by]);
}
