import { Injectable } from '@nestjs/common';
import { corridor, type Input, type Output } from '#contracts';
import { DomainError, type Principal } from '#kernel';
import type { Work } from '#log';
import { Handles, type CommandHandler } from '#realtime';
import { clearAlert } from '../alert/raise-alert.js';
import { lockEquipment, type Equipment } from './equipment.entity.js';
import { moveTerms, standMeters } from './report-meter.js';
import { keyOf, settleDue } from './settle-due.js';

interface Withdrawing {
  readonly meter: 'engine_hours' | 'distance_km';
  readonly moved: number | null;
  readonly withdrawn_at: Date | null;
}

/** Takes back a reading that was entered wrongly: it stays in the list, and holds for nothing any more. Twice does no harm. */
@Injectable()
@Handles(corridor.withdrawReading, (input) => ({ kind: 'equipment', id: input.equipmentId }))
export class WithdrawReading implements CommandHandler<typeof corridor.withdrawReading> {
  async execute(_: Principal, { equipmentId, readingId, reason }: Input<typeof corridor.withdrawReading>, work: Work): Promise<Output<typeof corridor.withdrawReading>> {
    const equipment = await lockEquipment(work.db, equipmentId);
    const [reading] = await work.db.query<Withdrawing[]>('SELECT meter, moved, withdrawn_at FROM corridor_meter_reading WHERE id = $1 AND equipment_id = $2', [readingId, equipmentId]);
    if (reading === undefined) throw new DomainError('reading_unknown', 'The device has no such reading.', { readingId });
    if (reading.withdrawn_at !== null) return {};
    await work.db.query('UPDATE corridor_meter_reading SET withdrawn_at = $2, withdrawn_for = $3 WHERE id = $1', [readingId, work.now, reason]);
    if (reading.moved !== null) await moveTerms(work.db, equipmentId, reading.meter, -reading.moved);
    await standMeters(work, equipment);
    await takeBackDue(work, equipment);
    await settleDue(work, equipment);
    return {};
  }
}

/** What was due only by the reading is not due, and will be told when it is. */
async function takeBackDue(work: Work, { id, corridorId }: Equipment): Promise<void> {
  const [rows] = await work.db.query<[{ id: string }[], number]>(
    `UPDATE corridor_maintenance m SET due_since = NULL FROM corridor_equipment e JOIN corridor_holder h ON h.id = e.holder_id
     WHERE m.equipment_id = $1 AND e.id = $1 AND m.due_since IS NOT NULL
       AND (m.next_day <= (now() AT TIME ZONE h.zone)::date OR m.next_hours <= e.engine_hours OR m.next_km <= e.distance_km) IS NOT TRUE RETURNING m.id`, [id],
  );
  for (const item of rows) await clearAlert(work, corridorId, keyOf(item.id));
}
