import { Injectable } from '@nestjs/common';
import { corridor, type Input, type Output } from '#contracts';
import type { Principal } from '#kernel';
import type { Work } from '#log';
import { Handles, type CommandHandler } from '#realtime';
import { deploymentStream, lockDeployment } from '../deployment/deployment.entity.js';

/** Free slots are set for each emergency. A report keeps the names that held when it was submitted. */
@Injectable()
@Handles(corridor.nameSlots, (input) => ({ kind: 'deployment', id: input.deploymentId }))
export class NameSlots implements CommandHandler<typeof corridor.nameSlots> {
  async execute(_: Principal, { deploymentId, from, slots }: Input<typeof corridor.nameSlots>, work: Work): Promise<Output<typeof corridor.nameSlots>> {
    const { corridorId, operatorId } = await lockDeployment(work.db, deploymentId);
    await work.db.query(
      `INSERT INTO corridor_report_slot (deployment_id, item, from_day, corridor_id, institution_id, name)
       SELECT $1, s.item, $2, $3, $4, s.name FROM jsonb_to_recordset($5) AS s (item smallint, name text)
       ON CONFLICT (deployment_id, item, from_day) DO UPDATE SET name = excluded.name`,
      [deploymentId, from, corridorId, operatorId, JSON.stringify(slots)],
    );
    const items = slots.map(({ item }) => item).sort((a, b) => a - b);
    work.record(corridor.slotsNamed, deploymentStream(deploymentId), { deploymentId, institutionId: operatorId, from, items });
    return {};
  }
}
