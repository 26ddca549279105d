import { Injectable } from '@nestjs/common';
import { corridor, type Input, type Output } from '#contracts';
import type { Principal } from '#kernel';
import type { Work } from '#log';
import { Handles, type CommandHandler } from '#realtime';
import { digestOf, knowSite, obstacleOf, writeEncounters, type Outcome } from './count-encounters.js';
import { localDayOf } from './local-day.js';

/** Each encounter counts once, however often and by whomever it is sent: its id is the key. */
@Injectable()
@Handles(corridor.addToTally, (input) => ({ kind: 'deployment', id: input.deploymentId }))
export class AddToTally implements CommandHandler<typeof corridor.addToTally> {
  async execute(actor: Principal, { deploymentId, encounters }: Input<typeof corridor.addToTally>, work: Work): Promise<Output<typeof corridor.addToTally>> {
    const deployment = await knowSite(work.db, deploymentId);
    const outcomes = new Map<corridor.Encounter, Outcome['outcome']>();
    for (const encounter of encounters) {
      const obstacle = await obstacleOf(work, deployment, encounter);
      if (obstacle !== null) outcomes.set(encounter, obstacle);
    }
    // One that stands twice in a command is counted once: the first counts.
    const first = new Map(encounters.filter((one) => !outcomes.has(one)).toReversed().map((one) => [one.encounterId, one]));
    const written = await writeEncounters(work, actor, deployment, [...first.values()]);
    const known = await this.digests(work, deploymentId, [...first.keys()]);
    for (const encounter of encounters) {
      if (outcomes.has(encounter)) continue;
      const isNew = written.has(encounter.encounterId) && first.get(encounter.encounterId) === encounter;
      outcomes.set(encounter, isNew ? 'counted' : known.get(encounter.encounterId) === digestOf(encounter).toString('hex') ? 'duplicate' : 'differs');
    }
    return { results: encounters.map((one) => ({ encounterId: one.encounterId, outcome: outcomes.get(one) ?? 'differs', day: localDayOf(new Date(one.at), deployment.zone) })) };
  }

  private async digests({ db }: Work, deploymentId: string, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const rows = await db.query<{ id: string; digest: string }[]>(
      `SELECT encounter_id AS id, encode(digest, 'hex') AS digest FROM corridor_encounter WHERE deployment_id = $1 AND encounter_id = ANY ($2) AND current AND NOT withdrawn`, [deploymentId, ids],
    );
    return new Map(rows.map(({ id, digest }) => [id, digest]));
  }
}
