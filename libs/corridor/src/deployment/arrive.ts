import { Injectable } from '@nestjs/common';
import { corridor, type Input } from '#contracts';
import type { Principal } from '#kernel';
import type { Work } from '#log';
import { Handles, type CommandHandler } from '#realtime';
import { Deployment, lockDeployment } from './deployment.entity.js';
import { ON_SITE } from './deployment-states.js';
import { answer, noteStep, stepDeployment, type Stepped } from './step-deployment.js';

@Injectable()
@Handles(corridor.arriveDeployment, (input) => ({ kind: 'deployment', id: input.deploymentId }))
export class ArriveDeployment implements CommandHandler<typeof corridor.arriveDeployment> {
  execute(actor: Principal, { registrationNumber, ...input }: Input<typeof corridor.arriveDeployment>, work: Work): Promise<Stepped> {
    return stepDeployment(work, actor, corridor.arriveDeployment, input, async (deployment) => {
      if (registrationNumber !== undefined) await register(work, actor, deployment, registrationNumber);
    });
  }
}

/** A number may come after the arrival, and may have been misheard: it is a step within the same state. */
@Injectable()
@Handles(corridor.registerDeployment, (input) => ({ kind: 'deployment', id: input.deploymentId }))
export class RegisterDeployment implements CommandHandler<typeof corridor.registerDeployment> {
  async execute(actor: Principal, { deploymentId, version, registrationNumber }: Input<typeof corridor.registerDeployment>, work: Work): Promise<Stepped> {
    const deployment = await lockDeployment(work.db, deploymentId, version);
    deployment.insist(ON_SITE);
    await register(work, actor, deployment, registrationNumber);
    deployment.version += 1;
    await work.db.update(Deployment, { id: deploymentId }, { registeredAt: deployment.registeredAt, version: deployment.version });
    await noteStep(work, actor, deployment, deployment.state, null);
    return answer(deployment);
  }
}

async function register(work: Work, actor: Principal, deployment: Deployment, number: string): Promise<void> {
  deployment.registeredAt = work.now;
  await work.db.query(
    `INSERT INTO corridor_registration (deployment_id, number, actor, at) VALUES ($1, $2, $3, $4)
     ON CONFLICT (deployment_id) DO UPDATE SET number = $2, actor = $3, at = $4`,
    [deployment.id, number, actor.actor, work.now],
  );
}
