import { Injectable } from '@nestjs/common';
import { corridor, type Input } from '#contracts';
import type { Principal } from '#kernel';
import type { Work } from '#log';
import { Handles, type CommandHandler } from '#realtime';
import { stepDeployment, type Stepped } from './step-deployment.js';

const its = (input: { deploymentId: string }) => ({ kind: 'deployment', id: input.deploymentId });

@Injectable()
@Handles(corridor.setUpDeployment, its)
export class SetUpDeployment implements CommandHandler<typeof corridor.setUpDeployment> {
  execute(actor: Principal, input: Input<typeof corridor.setUpDeployment>, work: Work): Promise<Stepped> {
    return stepDeployment(work, actor, corridor.setUpDeployment, input);
  }
}

@Injectable()
@Handles(corridor.openDeployment, its)
export class OpenDeployment implements CommandHandler<typeof corridor.openDeployment> {
  execute(actor: Principal, input: Input<typeof corridor.openDeployment>, work: Work): Promise<Stepped> {
    return stepDeployment(work, actor, corridor.openDeployment, input);
  }
}

@Injectable()
@Handles(corridor.constrainDeployment, its)
export class ConstrainDeployment implements CommandHandler<typeof corridor.constrainDeployment> {
  execute(actor: Principal, input: Input<typeof corridor.constrainDeployment>, work: Work): Promise<Stepped> {
    return stepDeployment(work, actor, corridor.constrainDeployment, input);
  }
}

@Injectable()
@Handles(corridor.relieveDeployment, its)
export class RelieveDeployment implements CommandHandler<typeof corridor.relieveDeployment> {
  execute(actor: Principal, input: Input<typeof corridor.relieveDeployment>, work: Work): Promise<Stepped> {
    return stepDeployment(work, actor, corridor.relieveDeployment, input);
  }
}
