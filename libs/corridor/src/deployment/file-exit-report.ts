import { Injectable } from '@nestjs/common';
import { corridor, type Input, type Output } from '#contracts';
import type { Principal } from '#kernel';
import type { Work } from '#log';
import { Handles, type CommandHandler } from '#realtime';
import { knowInstitution } from '../institution/know-institution.js';
import { Deployment, deploymentStream, lockDeployment } from './deployment.entity.js';

/** A corrected report stands beside the one before, which stays. */
@Injectable()
@Handles(corridor.fileExitReport, (input) => ({ kind: 'deployment', id: input.deploymentId }))
export class FileExitReport implements CommandHandler<typeof corridor.fileExitReport> {
  async execute(actor: Principal, { deploymentId, text, figures, handedOverTo }: Input<typeof corridor.fileExitReport>, work: Work): Promise<Output<typeof corridor.fileExitReport>> {
    const deployment = await lockDeployment(work.db, deploymentId);
    deployment.insist(['transitioning', 'demobilising', 'closed', 'evacuated']);
    if (handedOverTo !== undefined) await knowInstitution(work.db, handedOverTo);
    // The lock of the deployment orders the revisions.
    const [filed] = await work.db.query<{ revision: number }[]>(
      `INSERT INTO corridor_exit_report (deployment_id, revision, text, figures, handed_over_to, actor, at)
       SELECT $1, coalesce(max(revision), 0) + 1, $2, $3, $4, $5, $6 FROM corridor_exit_report WHERE deployment_id = $1 RETURNING revision`,
      [deploymentId, text, JSON.stringify(figures), handedOverTo ?? null, actor.actor, work.now],
    );
    if (filed === undefined) throw new Error('an exit report was filed and is not there');
    await work.db.update(Deployment, { id: deploymentId }, { exitReportedAt: work.now });
    work.record(corridor.exitReportFiled, deploymentStream(deploymentId), { deploymentId, institutionId: deployment.operatorId, revision: filed.revision, handedOverTo: handedOverTo ?? null });
    return { deploymentId, revision: filed.revision };
  }
}
