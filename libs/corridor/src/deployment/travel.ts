import { Injectable } from '@nestjs/common';
import { corridor, type Input } from '#contracts';
import type { Principal } from '#kernel';
import type { Work } from '#log';
import { Handles, type CommandHandler } from '#realtime';
import { insistOnFitUnit } from './insist-on-fit.js';
import { insistOnSite, siteFields } from './insist-on-site.js';
import { stepDeployment, type Stepped } from './step-deployment.js';
import { itsDeployment } from '../standing/concerns.js';

@Injectable()
@Handles(corridor.mobiliseDeployment, itsDeployment)
export class MobiliseDeployment implements CommandHandler<typeof corridor.mobiliseDeployment> {
  execute(actor: Principal, input: Input<typeof corridor.mobiliseDeployment>, work: Work): Promise<Stepped> {
    return stepDeployment(work, actor, corridor.mobiliseDeployment, input, ({ unitId }) => insistOnFitUnit(work.db, unitId));
  }
}

@Injectable()
@Handles(corridor.departDeployment, itsDeployment)
export class DepartDeployment implements CommandHandler<typeof corridor.departDeployment> {
  execute(actor: Principal, input: Input<typeof corridor.departDeployment>, work: Work): Promise<Stepped> {
    return stepDeployment(work, actor, corridor.departDeployment, input);
  }
}

@Injectable()
@Handles(corridor.divertDeployment, itsDeployment)
export class DivertDeployment implements CommandHandler<typeof corridor.divertDeployment> {
  execute(actor: Principal, input: Input<typeof corridor.divertDeployment>, work: Work): Promise<Stepped> {
    return stepDeployment(work, actor, corridor.divertDeployment, input);
  }
}

/** Another site is one of the host who accepted the unit; in another country it needs the acceptance of that host, by a deployment of its own. */
@Injectable()
@Handles(corridor.resumeDeployment, itsDeployment)
export class ResumeDeployment implements CommandHandler<typeof corridor.resumeDeployment> {
  execute(actor: Principal, input: Input<typeof corridor.resumeDeployment>, work: Work): Promise<Stepped> {
    return stepDeployment(work, actor, corridor.resumeDeployment, input, async (deployment) => {
      if (input.site === undefined) return;
      await insistOnSite(work.db, deployment.corridorId, deployment.hostId, input.site);
      Object.assign(deployment, siteFields(input.site));
    });
  }
}
