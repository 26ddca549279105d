import { Injectable } from '@nestjs/common';
import { corridor, type Input, type Output } from '#contracts';
import { DomainError, newId, type Principal } from '#kernel';
import type { Work } from '#log';
import { Handles, type CommandHandler } from '#realtime';
import { asHub } from '../alert/as-hub.js';
import { Equipment, lockEquipment } from './equipment.entity.js';
import { settleDue } from './settle-due.js';

/** What the meters showed. */
interface Shown {
  readonly engineHours?: number | undefined;
  readonly distanceKm?: number | undefined;
  readonly at?: string | undefined;
}
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
export async function noteMeters(work: Work, actor: Principal, equipment: Equipment, { engineHours, distanceKm, at: given }: Shown): Promise<void> {
  const at = given === undefined ? work.now : new Date(given);
  if (at.getTime() > work.now.getTime() + AHEAD) throw new DomainError('invalid_input', 'The time lies ahead.', { issues: [{ pointer: '/at', rule: 'not in the future' }] });
  const shown = [['engine_hours', engineHours], ['distance_km', distanceKm]] as const;
  for (const [meter, value] of shown) if (value !== undefined) await noteMeter(work, actor, equipment, { meter, value, at });
  await standMeters(work, equipment);
}

/** The newest reading of each meter stands on the device, whatever came last and was taken back. */
export async function standMeters({ db }: Work, equipment: Equipment): Promise<void> {
  // Whoever has the device in their hands may see less of its past than it has.
  const newest = await asHub(db, () => db.query<{ meter: string; value: number; at: Date }[]>(
    'SELECT DISTINCT ON (meter) meter, value, at FROM corridor_meter_reading WHERE equipment_id = $1 AND withdrawn_at IS NULL ORDER BY meter, at DESC, value DESC', [equipment.id],
  ));
  const of = (meter: string): number | null => newest.find((reading) => reading.meter === meter)?.value ?? null;
  const meteredAt = newest.map(({ at }) => at).sort((a, b) => b.getTime() - a.getTime())[0] ?? null;
  Object.assign(equipment, { engineHours: of('engine_hours'), distanceKm: of('distance_km'), meteredAt });
  await db.update(Equipment, { id: equipment.id }, { engineHours: equipment.engineHours, distanceKm: equipment.distanceKm, meteredAt });
}

/** A meter does not run backwards: what it showed before is at most this, what it showed after at least. The device is locked, so nothing comes in between. */
async function noteMeter({ db }: Work, actor: Principal, { id, institutionId }: Equipment, { meter, value, at }: { meter: string; value: number; at: Date }): Promise<void> {
  const [other] = await asHub(db, () => db.query<{ id: string; value: number; at: Date }[]>(
    `SELECT id, value, at FROM corridor_meter_reading WHERE equipment_id = $1 AND meter = $2 AND withdrawn_at IS NULL AND ((at <= $4 AND value > $3) OR (at > $4 AND value < $3)) ORDER BY at LIMIT 1`, [id, meter, value, at],
  ));
  if (other !== undefined) throw new DomainError('meter_went_back', `The meter would have run backwards: it showed ${other.value} at ${other.at.toISOString()}. If that reading is wrong, withdraw it.`, { meter, readingId: other.id, value: other.value, at: other.at.toISOString() });
  await db.query('INSERT INTO corridor_meter_reading (id, equipment_id, institution_id, meter, value, at, person_id) VALUES ($1, $2, $3, $4, $5, $6, $7)', [newId(), id, institutionId, meter, value, at, actor.personId]);
}
