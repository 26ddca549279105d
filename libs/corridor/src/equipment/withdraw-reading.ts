import { Injectable } from '@nestjs/common';
import { corridor, type Input, type Output } from '#contracts';
import { DomainError, type Principal } from '#kernel';
import type { Work } from '#log';
import { Handles, type CommandHandler } from '#realtime';
import { clearAlert } from '../alert/raise-alert.js';
import { lockEquipment, type Equipment } from './equipment.entity.js';
import { standMeters } from './report-meter.js';
import { keyOf, settleDue } from './settle-due.js';

/** Takes back a reading that was entered wrongly: it stays in the list, and holds for nothing any more. Twice does no harm. */
@Injectable()
@Handles(corridor.withdrawReading, (input) => ({ kind: 'equipment', id: input.equipmentId }))
export class WithdrawReading implements CommandHandler<typeof corridor.withdrawReading> {
  async execute(_: Principal, { equipmentId, readingId, reason }: Input<typeof corridor.withdrawReading>, work: Work): Promise<Output<typeof corridor.withdrawReading>> {
    const equipment = await lockEquipment(work.db, equipmentId);
    const [rows] = await work.db.query<[unknown[], number]>(
      `UPDATE corridor_meter_reading SET withdrawn_at = coalesce(withdrawn_at, $3), withdrawn_for = coalesce(withdrawn_for, $4) WHERE id = $1 AND equipment_id = $2 RETURNING id`,
      [readingId, equipmentId, work.now, reason],
    );
    if (rows.length === 0) throw new DomainError('reading_unknown', 'The device has no such reading.', { readingId });
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
