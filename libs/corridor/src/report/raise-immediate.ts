import { corridor } from '#contracts';
import type { Work } from '#log';
import { raiseAlert } from '../alert/raise-alert.js';
import type { Deployment } from '../deployment/deployment.entity.js';

/** Needs that are not to wait for anybody to read the report (51 to 55) wake people at once; by number and code, never by words. */
export async function raiseImmediate(work: Work, deployment: Deployment, day: string, needs: readonly number[]): Promise<void> {
  for (const item of needs) {
    const line = corridor.linesOf.mds50[item];
    if (line?.section !== 'immediate') continue;
    await raiseAlert(work, {
      corridorId: deployment.corridorId, ownerId: deployment.operatorId, deploymentId: deployment.id, unitId: deployment.unitId, key: `immediate_report:${deployment.id}:${day}:${item}`,
      kind: 'immediate_report', severity: 'severe', urgency: 'immediate', certainty: 'observed', observedAt: work.now, facts: { item, code: line.code, day },
    });
  }
}
