import { Injectable } from '@nestjs/common';
import { corridor, type Input, type Output } from '#contracts';
import { DomainError, newId, type Principal } from '#kernel';
import type { Work } from '#log';
import { Handles, type CommandHandler } from '#realtime';
import { deploymentStream, lockDeployment, type Deployment } from '../deployment/deployment.entity.js';
import { UNDER_WAY } from '../sharing/audience-of.js';
import { chargeOf } from './charge.js';
import { staffAudience } from './handover.entity.js';

@Injectable()
@Handles(corridor.openTask, (input) => ({ kind: 'deployment', id: input.deploymentId }))
export class OpenTask implements CommandHandler<typeof corridor.openTask> {
  async execute(_: Principal, { deploymentId, text }: Input<typeof corridor.openTask>, work: Work): Promise<Output<typeof corridor.openTask>> {
    const deployment = await lockDeployment(work.db, deploymentId);
    deployment.insist(UNDER_WAY);
    const charge = await chargeOf(work.db, deploymentId);
    if (charge === null) throw new DomainError('nobody_in_charge', 'Nobody is in charge who could have it in hand; take charge first.');
    const task = { id: newId(), holderId: charge.personId };
    await work.db.query('INSERT INTO corridor_task (id, deployment_id, holder_id, text, opened_at) VALUES ($1, $2, $3, $4, $5)', [task.id, deploymentId, task.holderId, text, work.now]);
    await tell(work, deployment, task, true);
    return { taskId: task.id };
  }
}

@Injectable()
@Handles(corridor.closeTask, (input) => ({ kind: 'deployment', id: input.deploymentId }))
export class CloseTask implements CommandHandler<typeof corridor.closeTask> {
  async execute(_: Principal, { deploymentId, taskId }: Input<typeof corridor.closeTask>, work: Work): Promise<Output<typeof corridor.closeTask>> {
    const deployment = await lockDeployment(work.db, deploymentId);
    const [[task]] = await work.db.query<[{ id: string; holderId: string }[], number]>(
      'UPDATE corridor_task SET closed_at = $3 WHERE id = $2 AND deployment_id = $1 AND closed_at IS NULL RETURNING id, holder_id AS "holderId"', [deploymentId, taskId, work.now],
    );
    if (task === undefined) throw new DomainError('task_unknown', 'There is no open task of this id in the deployment.');
    await tell(work, deployment, task, false);
    return {};
  }
}

async function tell(work: Work, deployment: Deployment, { id, holderId }: { id: string; holderId: string }, open: boolean): Promise<void> {
  work.record(
    corridor.taskChanged, deploymentStream(deployment.id), { deploymentId: deployment.id, institutionId: deployment.operatorId, taskId: id, holderId, open },
    { audience: await staffAudience(work.db, deployment) },
  );
}
