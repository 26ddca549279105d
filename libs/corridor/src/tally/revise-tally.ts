import { Injectable } from '@nestjs/common';
import { corridor, type Input, type Output } from '#contracts';
import { DomainError, type Principal } from '#kernel';
import type { Work } from '#log';
import { Handles, type CommandHandler } from '#realtime';
import { knowSite, obstacleOf, tellMoved, writeEncounters } from './count-encounters.js';

/** What was counted wrongly is counted anew; what stood before stays on record. */
@Injectable()
@Handles(corridor.correctTally, (input) => ({ kind: 'deployment', id: input.deploymentId }))
export class CorrectTally implements CommandHandler<typeof corridor.correctTally> {
  async execute(actor: Principal, { deploymentId, encounter }: Input<typeof corridor.correctTally>, work: Work): Promise<Output<typeof corridor.correctTally>> {
    const deployment = await knowSite(work.db, deploymentId);
    const obstacle = await obstacleOf(work, deployment, encounter);
    if (obstacle !== null) throw new DomainError(obstacle, obstacle === 'in_future' ? 'The encounter lies in the future.' : 'A free slot counts once it has a name for the day.');
    const { revision, day } = await supersede(work, deploymentId, encounter.encounterId);
    await writeEncounters(work, actor, deployment, [encounter], revision + 1);
    // It may have moved from one day to another: both have changed.
    tellMoved(work, deployment, [day]);
    return { revision: revision + 1 };
  }
}

/** An encounter that was none leaves the count; it can be counted again by a correction. */
@Injectable()
@Handles(corridor.withdrawFromTally, (input) => ({ kind: 'deployment', id: input.deploymentId }))
export class WithdrawFromTally implements CommandHandler<typeof corridor.withdrawFromTally> {
  async execute(actor: Principal, { deploymentId, encounterId }: Input<typeof corridor.withdrawFromTally>, work: Work): Promise<Output<typeof corridor.withdrawFromTally>> {
    const deployment = await knowSite(work.db, deploymentId);
    const { revision, day, withdrawn } = await supersede(work, deploymentId, encounterId, true);
    if (withdrawn) return { revision };
    await work.db.query(
      `INSERT INTO corridor_encounter (deployment_id, encounter_id, revision, corridor_id, institution_id, current, withdrawn, closed_at, day, age_group, sex, items, digest, counted_by, counted_at)
       SELECT deployment_id, encounter_id, revision + 1, corridor_id, institution_id, true, true, closed_at, day, age_group, sex, items, digest, $3, $4
       FROM corridor_encounter WHERE deployment_id = $1 AND encounter_id = $2 AND revision = $5`,
      [deploymentId, encounterId, actor.personId, work.now, revision],
    );
    tellMoved(work, deployment, [day]);
    return { revision: revision + 1 };
  }
}

interface Standing {
  readonly revision: number;
  readonly day: string;
  readonly withdrawn: boolean;
}

/** Takes the revision that counts out of force, under the lock of the first one: two corrections of one encounter take their turn. @throws DomainError encounter_unknown */
async function supersede({ db }: Work, deploymentId: string, encounterId: string, keepWithdrawn = false): Promise<Standing> {
  await db.query('SELECT FROM corridor_encounter WHERE deployment_id = $1 AND encounter_id = $2 AND revision = 1 FOR NO KEY UPDATE', [deploymentId, encounterId]);
  const [row] = await db.query<Standing[]>('SELECT revision, day::text AS day, withdrawn FROM corridor_encounter WHERE deployment_id = $1 AND encounter_id = $2 AND current', [deploymentId, encounterId]);
  if (row === undefined) throw new DomainError('encounter_unknown', 'No encounter of this id was counted on this deployment.', { encounterId });
  if (row.withdrawn && keepWithdrawn) return row;
  await db.query('UPDATE corridor_encounter SET current = false WHERE deployment_id = $1 AND encounter_id = $2 AND current', [deploymentId, encounterId]);
  return row;
}
