import { Injectable } from '@nestjs/common';
import { corridor, type Input } from '#contracts';
import type { Principal } from '#kernel';
import type { Work } from '#log';
import { Handles, type CommandHandler } from '#realtime';
import { stepDeployment, type Stepped } from './step-deployment.js';
import { itsDeployment } from '../standing/concerns.js';

@Injectable()
@Handles(corridor.setUpDeployment, itsDeployment)
export class SetUpDeployment implements CommandHandler<typeof corridor.setUpDeployment> {
  execute(actor: Principal, input: Input<typeof corridor.setUpDeployment>, work: Work): Promise<Stepped> {
    return stepDeployment(work, actor, corridor.setUpDeployment, input);
  }
}

@Injectable()
@Handles(corridor.openDeployment, itsDeployment)
export class OpenDeployment implements CommandHandler<typeof corridor.openDeployment> {
  execute(actor: Principal, input: Input<typeof corridor.openDeployment>, work: Work): Promise<Stepped> {
    return stepDeployment(work, actor, corridor.openDeployment, input);
  }
}

@Injectable()
@Handles(corridor.constrainDeployment, itsDeployment)
export class ConstrainDeployment implements CommandHandler<typeof corridor.constrainDeployment> {
  execute(actor: Principal, input: Input<typeof corridor.constrainDeployment>, work: Work): Promise<Stepped> {
    return stepDeployment(work, actor, corridor.constrainDeployment, input);
  }
}

@Injectable()
@Handles(corridor.relieveDeployment, itsDeployment)
export class RelieveDeployment implements CommandHandler<typeof corridor.relieveDeployment> {
  execute(actor: Principal, input: Input<typeof corridor.relieveDeployment>, work: Work): Promise<Stepped> {
    return stepDeployment(work, actor, corridor.relieveDeployment, input);
  }
}
