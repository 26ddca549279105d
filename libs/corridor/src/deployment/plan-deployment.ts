import { Injectable } from '@nestjs/common';
import { corridor, type Input } from '#contracts';
import { newId, type Principal } from '#kernel';
import type { Work } from '#log';
import { Handles, type CommandHandler } from '#realtime';
import { insistOnMember } from '../institution/know-institution.js';
import { lockUnit } from '../unit/unit.entity.js';
import { Deployment } from './deployment.entity.js';
import { insistOnActiveCorridor, insistOnFitUnit } from './insist-on-fit.js';
import { insistOnSite, siteFields } from './insist-on-site.js';
import { answer, noteStep, type Stepped } from './step-deployment.js';

@Injectable()
@Handles(corridor.planDeployment, (input) => ({ kind: 'unit', id: input.unitId }))
export class PlanDeployment implements CommandHandler<typeof corridor.planDeployment> {
  async execute(actor: Principal, { unitId, hostId, site, stay }: Input<typeof corridor.planDeployment>, work: Work): Promise<Stepped> {
    const unit = await lockUnit(work.db, unitId);
    await insistOnFitUnit(work.db, unitId);
    await insistOnActiveCorridor(work.db, unit.corridorId);
    await insistOnMember(work.db, unit.corridorId, hostId, 'host');
    await insistOnSite(work.db, unit.corridorId, hostId, site);
    const planned = work.db.create(Deployment, {
      id: newId(), corridorId: unit.corridorId, unitId, operatorId: unit.institutionId, hostId, ...siteFields(site), stayFrom: stay?.from ?? null, stayUntil: stay?.until ?? null,
      state: 'planned', version: 1, plannedAt: work.now, movedAt: work.now, registeredAt: null, exitReportedAt: null,
    });
    await work.db.insert(Deployment, planned);
    await noteStep(work, actor, planned, null, null);
    return answer(planned);
  }
}
