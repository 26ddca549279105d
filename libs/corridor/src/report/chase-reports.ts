import { Injectable } from '@nestjs/common';
import { systemActor } from '#kernel';
import { UnitOfWork, type Work } from '#log';
import { raiseAlert } from '../alert/raise-alert.js';
import { REPORTING } from '../deployment/deployment-states.js';
import { DUE_AT } from '../tally/local-day.js';

const CHASER = systemActor('reports');
/** Reports of one transaction at the most. */
const BATCH = 100;

interface Missing {
  readonly deploymentId: string;
  readonly unitId: string;
  readonly corridorId: string;
  readonly institutionId: string;
  readonly day: string;
  readonly dueAt: Date;
}

/** The key of the alert that the report of a day is missing. */
export const missingKey = (deploymentId: string, day: string): string => `report_missing:${deploymentId}:${day}`;

/**
 * Knows which reports are due, and wakes people once for each that is missing. A report is due for each local day in which the
 * unit was operational, constrained or transitioning, even for a minute, by 12:00 of the next local day. All of it follows from
 * the steps of the deployments, so that nothing is lost while the hub is down.
 */
@Injectable()
export class ChaseReports {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  async look(): Promise<void> {
    await this.unitOfWork.run(CHASER, [], async (work) => {
      await this.enterDue(work);
      await this.noteSubmitted(work);
    });
    for (let found = BATCH; found === BATCH;) found = await this.unitOfWork.run(CHASER, [], (work) => this.wake(work));
  }

  /** Enters the days that a unit has worked in, and that are not entered yet: of deployments that are under way, or ended of late. */
  private async enterDue({ db, now }: Work): Promise<void> {
    await db.query(
      `WITH spell AS (
         SELECT s.deployment_id, s.to_state, s.at AS began, coalesce(lead(s.at) OVER (PARTITION BY s.deployment_id ORDER BY s.version), $1) AS ended
         FROM corridor_step s JOIN corridor_deployment d ON d.id = s.deployment_id WHERE d.state = ANY ($2) OR d.moved_at > $1::timestamptz - interval '40 days')
       INSERT INTO corridor_report_due (deployment_id, day, corridor_id, institution_id, due_at)
       SELECT DISTINCT d.id, day::date, d.corridor_id, d.operator_id, (day::date + 1 + $3::time) AT TIME ZONE d.zone
       FROM spell s JOIN corridor_deployment d ON d.id = s.deployment_id,
         -- A spell that ends at midnight has no part in the day that begins then.
         generate_series((s.began AT TIME ZONE d.zone)::date, (greatest(s.began, s.ended - interval '1 millisecond') AT TIME ZONE d.zone)::date, interval '1 day') AS day
       WHERE s.to_state = ANY ($2) ON CONFLICT DO NOTHING`,
      [now, REPORTING, DUE_AT],
    );
  }

  /** A report may have come before it was known to be due. */
  private async noteSubmitted({ db }: Work): Promise<void> {
    await db.query(
      `UPDATE corridor_report_due o SET submitted_at = r.first
       FROM (SELECT w.deployment_id, w.day, (SELECT min(submitted_at) FROM corridor_report r WHERE r.deployment_id = w.deployment_id AND r.day = w.day) AS first
         FROM corridor_report_due w WHERE w.submitted_at IS NULL) r
       WHERE r.first IS NOT NULL AND o.deployment_id = r.deployment_id AND o.day = r.day`,
    );
  }

  /** @returns how many were found missing */
  private async wake(work: Work): Promise<number> {
    const missing = await work.db.query<Missing[]>(
      `SELECT o.deployment_id AS "deploymentId", d.unit_id AS "unitId", o.corridor_id AS "corridorId", o.institution_id AS "institutionId", o.day::text AS day, o.due_at AS "dueAt"
       FROM corridor_report_due o JOIN corridor_deployment d ON d.id = o.deployment_id
       WHERE o.submitted_at IS NULL AND o.raised_at IS NULL AND o.due_at <= $1 ORDER BY o.due_at, o.deployment_id LIMIT ${BATCH} FOR NO KEY UPDATE OF o SKIP LOCKED`,
      [work.now],
    );
    for (const { deploymentId, unitId, corridorId, institutionId, day, dueAt } of missing) {
      await raiseAlert(work, {
        corridorId, ownerId: institutionId, deploymentId, unitId, key: missingKey(deploymentId, day), kind: 'report_missing',
        severity: 'minor', urgency: 'expected', certainty: 'observed', observedAt: dueAt, facts: { day, dueAt: dueAt.toISOString() },
      });
      await work.db.query('UPDATE corridor_report_due SET raised_at = $3 WHERE deployment_id = $1 AND day = $2', [deploymentId, day, work.now]);
    }
    return missing.length;
  }
}
