import { createHash } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import { corridor, type Output } from '#contracts';
import { DomainError, type Principal } from '#kernel';
import type { Work } from '#log';
import { ON_SITE } from '../deployment/deployment-states.js';
import { deploymentStream, knowDeployment, type Deployment } from '../deployment/deployment.entity.js';
import { slotsOn } from '../report/read-slots.js';
import { localDayOf } from './local-day.js';

export type Outcome = Output<typeof corridor.addToTally>['results'][number];

/** A clock in the field may be wrong by so much (ms); what lies further ahead is refused. */
const AHEAD = 86_400_000;
const isRestricted = (item: number): boolean => corridor.linesOf.mds50[item]?.restricted === true;

/** The deployment, if its unit is or was at its site: what it noted there may arrive after the end. @throws DomainError not_found, not_on_site */
export async function knowSite(db: EntityManager, deploymentId: string): Promise<Deployment> {
  const deployment = await knowDeployment(db, deploymentId);
  if ([...ON_SITE, 'closed', 'evacuated'].includes(deployment.state)) return deployment;
  throw new DomainError('not_on_site', `The unit is not at its site: the deployment is ${deployment.state.replaceAll('_', ' ')}.`, { state: deployment.state });
}

/** What stands in the way of counting an encounter; null when nothing does. */
export async function obstacleOf({ db, now }: Work, deployment: Deployment, { at, items }: corridor.Encounter): Promise<'in_future' | 'slot_unnamed' | null> {
  if (new Date(at).getTime() > now.getTime() + AHEAD) return 'in_future';
  const free = items.filter((item) => corridor.FREE_SLOTS.includes(item));
  if (free.length === 0) return null;
  const named = await slotsOn(db, deployment.id, localDayOf(new Date(at), deployment.zone));
  return free.every((item) => named[item] !== undefined) ? null : 'slot_unnamed';
}

/** A fingerprint of all that was said of an encounter: a retry has the same. */
export function digestOf({ encounterId, at, ageGroup, sex, items, lineNote }: corridor.Encounter): Buffer {
  return createHash('sha256').update(JSON.stringify([encounterId, new Date(at).toISOString(), ageGroup, sex, [...items].sort((a, b) => a - b), lineNote ?? null])).digest();
}

/**
 * Writes encounters down as these revisions. Starred items go to their own table and are found in no other.
 * @returns ids of those that were written; a revision that stands already is left as it is
 */
export async function writeEncounters(work: Work, actor: Principal, deployment: Deployment, encounters: readonly corridor.Encounter[], revision = 1): Promise<ReadonlySet<string>> {
  const rows = encounters.map((one) => ({
    id: one.encounterId, at: one.at, day: localDayOf(new Date(one.at), deployment.zone), age: one.ageGroup, sex: corridor.itemOfSex[one.sex], items: one.items.filter((item) => !isRestricted(item)),
    digest: digestOf(one).toString('hex'),
  }));
  const written = await work.db.query<{ id: string }[]>(
    `INSERT INTO corridor_encounter (deployment_id, encounter_id, revision, corridor_id, institution_id, current, withdrawn, closed_at, day, age_group, sex, items, digest, counted_by, counted_at)
     SELECT $1, e.id, $2, $3, $4, true, false, e.at, e.day, e.age, e.sex, ARRAY(SELECT jsonb_array_elements_text(e.items)::smallint), decode(e.digest, 'hex'), $6, $7
     FROM jsonb_to_recordset($5) AS e (id uuid, at timestamptz, day date, age text, sex smallint, items jsonb, digest text)
     ON CONFLICT DO NOTHING RETURNING encounter_id AS id`,
    [deployment.id, revision, deployment.corridorId, deployment.operatorId, JSON.stringify(rows), actor.personId, work.now],
  );
  const ids = new Set(written.map(({ id }) => id));
  await writeLines(work, deployment, encounters.filter(({ encounterId }) => ids.has(encounterId)), revision);
  tellMoved(work, deployment, rows.filter(({ id }) => ids.has(id)).map(({ day }) => day));
  return ids;
}

async function writeLines(work: Work, deployment: Deployment, encounters: readonly corridor.Encounter[], revision: number): Promise<void> {
  const lines = encounters.flatMap(({ encounterId, at, items, lineNote }) => items.filter(isRestricted).map((item) => ({ id: encounterId, item, note: lineNote ?? null, at })));
  if (lines.length === 0) return;
  await work.db.query(
    `INSERT INTO corridor_restricted_line (deployment_id, encounter_id, revision, item, note)
     SELECT $1, l.id, $2, l.item, l.note FROM jsonb_to_recordset($3) AS l (id uuid, item smallint, note text)`,
    [deployment.id, revision, JSON.stringify(lines)],
  );
  tellRestricted(work, deployment, lines.map(({ at }) => localDayOf(new Date(at), deployment.zone)));
}

/** Tells those who count and those they report to that there is something new to read of these days. */
export function tellMoved(work: Work, { id, operatorId, hostId }: Deployment, days: readonly string[]): void {
  for (const day of new Set(days)) work.record(corridor.tallyMoved, deploymentStream(id), { deploymentId: id, institutionId: operatorId, day }, { audience: [`org:${operatorId}`, `org:${hostId}`] });
}

/** Tells the named role of both parties, and nobody else, that something was noted by the confidential route. */
export function tellRestricted(work: Work, { id, operatorId, hostId }: Deployment, days: readonly string[]): void {
  for (const day of new Set(days)) {
    work.record(corridor.restrictedNoted, deploymentStream(id), { deploymentId: id, institutionId: operatorId, day }, { audience: [`protection:${operatorId}`, `protection:${hostId}`] });
  }
}
