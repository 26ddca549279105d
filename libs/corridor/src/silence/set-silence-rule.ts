import { Injectable } from '@nestjs/common';
import { corridor, type Input, type Output } from '#contracts';
import type { Principal } from '#kernel';
import type { Work } from '#log';
import { Handles, type CommandHandler } from '#realtime';
import { lockUnit } from '../unit/unit.entity.js';

@Injectable()
@Handles(corridor.setSilenceRule, (input) => ({ kind: 'unit', id: input.unitId }))
export class SetSilenceRule implements CommandHandler<typeof corridor.setSilenceRule> {
  async execute(_: Principal, { unitId, everySeconds }: Input<typeof corridor.setSilenceRule>, work: Work): Promise<Output<typeof corridor.setSilenceRule>> {
    const { corridorId, institutionId } = await lockUnit(work.db, unitId);
    await work.db.query(
      'INSERT INTO corridor_hearing (unit_id, corridor_id, institution_id, every_seconds) VALUES ($1, $2, $3, $4) ON CONFLICT (unit_id) DO UPDATE SET every_seconds = EXCLUDED.every_seconds',
      [unitId, corridorId, institutionId, everySeconds],
    );
    return {};
  }
}
