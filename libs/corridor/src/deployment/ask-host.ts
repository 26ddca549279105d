import { Injectable } from '@nestjs/common';
import { corridor, type Input } from '#contracts';
import type { Principal } from '#kernel';
import type { Work } from '#log';
import { Handles, type CommandHandler } from '#realtime';
import { insistOnActiveCorridor, insistOnFitUnit } from './insist-on-fit.js';
import { stepDeployment, type Stepped } from './step-deployment.js';
import { itsDeployment } from '../standing/concerns.js';

@Injectable()
@Handles(corridor.requestDeployment, itsDeployment)
export class RequestDeployment implements CommandHandler<typeof corridor.requestDeployment> {
  execute(actor: Principal, input: Input<typeof corridor.requestDeployment>, work: Work): Promise<Stepped> {
    return stepDeployment(work, actor, corridor.requestDeployment, input, ({ corridorId }) => insistOnActiveCorridor(work.db, corridorId));
  }
}

/** Of several who accept at once one does; of several deployments of a unit that are accepted at once one is: the lock and the index settle it. */
@Injectable()
@Handles(corridor.acceptDeployment, itsDeployment)
export class AcceptDeployment implements CommandHandler<typeof corridor.acceptDeployment> {
  execute(actor: Principal, input: Input<typeof corridor.acceptDeployment>, work: Work): Promise<Stepped> {
    return stepDeployment(work, actor, corridor.acceptDeployment, input, async ({ corridorId, unitId }) => {
      await insistOnActiveCorridor(work.db, corridorId);
      await insistOnFitUnit(work.db, unitId);
    });
  }
}

@Injectable()
@Handles(corridor.declineDeployment, itsDeployment)
export class DeclineDeployment implements CommandHandler<typeof corridor.declineDeployment> {
  execute(actor: Principal, input: Input<typeof corridor.declineDeployment>, work: Work): Promise<Stepped> {
    return stepDeployment(work, actor, corridor.declineDeployment, input);
  }
}
