import { Injectable } from '@nestjs/common';
import { corridor, type Input, type Output } from '#contracts';
import { DomainError, type Principal } from '#kernel';
import type { Work } from '#log';
import { Handles, type CommandHandler } from '#realtime';
import { deploymentStream, knowDeployment } from '../deployment/deployment.entity.js';
import { operatorAudience } from './submit-operations.js';

@Injectable()
@Handles(corridor.settleOperation, (input) => ({ kind: 'deployment', id: input.deploymentId }))
export class SettleOperation implements CommandHandler<typeof corridor.settleOperation> {
  async execute(actor: Principal, { deploymentId, operationId, settlement, note }: Input<typeof corridor.settleOperation>, work: Work): Promise<Output<typeof corridor.settleOperation>> {
    const deployment = await knowDeployment(work.db, deploymentId);
    const [, settled] = await work.db.query<[unknown[], number]>(
      `UPDATE corridor_operation SET settled_at = $3, settled_by = $4, settlement = $5, note = $6
       WHERE id = $2 AND deployment_id = $1 AND status <> 'accepted' AND settled_at IS NULL`,
      [deploymentId, operationId, work.now, actor.personId, settlement, note ?? null],
    );
    if (settled === 0) throw new DomainError('operation_unknown', 'There is no open operation of this id in the deployment.');
    work.record(corridor.operationSettled, deploymentStream(deploymentId), { deploymentId, institutionId: deployment.operatorId, operationId, settlement }, { audience: operatorAudience(deployment) });
    return {};
  }
}
