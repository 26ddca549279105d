import { Injectable } from '@nestjs/common';
import { corridor, type Input } from '#contracts';
import type { Principal } from '#kernel';
import type { Work } from '#log';
import { Handles, type CommandHandler } from '#realtime';
import { withdrawRequestsOf } from '../capacity/withdraw-requests.js';
import { insistOnFinished } from './insist-on-finished.js';
import { stepDeployment, type Stepped } from './step-deployment.js';
import { itsDeployment } from '../standing/concerns.js';

@Injectable()
@Handles(corridor.transitionDeployment, itsDeployment)
export class TransitionDeployment implements CommandHandler<typeof corridor.transitionDeployment> {
  execute(actor: Principal, input: Input<typeof corridor.transitionDeployment>, work: Work): Promise<Stepped> {
    return stepDeployment(work, actor, corridor.transitionDeployment, input);
  }
}

@Injectable()
@Handles(corridor.demobiliseDeployment, itsDeployment)
export class DemobiliseDeployment implements CommandHandler<typeof corridor.demobiliseDeployment> {
  execute(actor: Principal, input: Input<typeof corridor.demobiliseDeployment>, work: Work): Promise<Stepped> {
    return stepDeployment(work, actor, corridor.demobiliseDeployment, input);
  }
}

@Injectable()
@Handles(corridor.closeDeployment, itsDeployment)
export class CloseDeployment implements CommandHandler<typeof corridor.closeDeployment> {
  execute(actor: Principal, input: Input<typeof corridor.closeDeployment>, work: Work): Promise<Stepped> {
    return stepDeployment(work, actor, corridor.closeDeployment, input, async (deployment) => {
      await insistOnFinished(work.db, deployment);
      await withdrawRequestsOf(work, deployment.corridorId, deployment.unitId);
    });
  }
}

@Injectable()
@Handles(corridor.cancelDeployment, itsDeployment)
export class CancelDeployment implements CommandHandler<typeof corridor.cancelDeployment> {
  execute(actor: Principal, input: Input<typeof corridor.cancelDeployment>, work: Work): Promise<Stepped> {
    return stepDeployment(work, actor, corridor.cancelDeployment, input, ({ corridorId, unitId }) => withdrawRequestsOf(work, corridorId, unitId));
  }
}

/** People leave at once, whatever is open. */
@Injectable()
@Handles(corridor.evacuateDeployment, itsDeployment)
export class EvacuateDeployment implements CommandHandler<typeof corridor.evacuateDeployment> {
  execute(actor: Principal, input: Input<typeof corridor.evacuateDeployment>, work: Work): Promise<Stepped> {
    return stepDeployment(work, actor, corridor.evacuateDeployment, input, ({ corridorId, unitId }) => withdrawRequestsOf(work, corridorId, unitId));
  }
}
