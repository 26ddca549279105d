import { Injectable } from '@nestjs/common';
import { corridor, type Input, type Output } from '#contracts';
import { DomainError, newId, type Principal } from '#kernel';
import type { Work } from '#log';
import { Handles, type CommandHandler } from '#realtime';
import { clearAlert } from '../alert/raise-alert.js';
import { streamOf } from '../corridor/corridor.entity.js';
import { lockDeployment, type Deployment } from '../deployment/deployment.entity.js';
import { audienceOf } from '../sharing/audience-of.js';
import { knowSite, tellRestricted } from '../tally/count-encounters.js';
import { dueAtOf, localDayOf } from '../tally/local-day.js';
import { countDay } from '../tally/read-tally.js';
import { checkCounts } from './check-counts.js';
import { generalLines, type Counts } from './counts.js';
import { hideSmallCounts } from './hide-small-counts.js';
import { missingKey } from './chase-reports.js';
import { raiseImmediate } from './raise-immediate.js';
import { slotsOn } from './read-slots.js';
import { Report } from './report.entity.js';

type Submission = Input<typeof corridor.submitReport>;

/** What is submitted of a day: the general counts, and apart from them what goes by the confidential route. */
interface Content {
  readonly counts: Counts;
  readonly restricted: Submission['cells'];
}

/** Submits a day's report under the lock of its deployment, so that versions come one after the other and one counts. */
@Injectable()
@Handles(corridor.submitReport, (input) => ({ kind: 'deployment', id: input.deploymentId }))
export class SubmitReport implements CommandHandler<typeof corridor.submitReport> {
  async execute(actor: Principal, input: Submission, work: Work): Promise<Output<typeof corridor.submitReport>> {
    await lockDeployment(work.db, input.deploymentId);
    const deployment = await knowSite(work.db, input.deploymentId);
    if (input.day > localDayOf(work.now, deployment.zone)) throw new DomainError('in_future', 'This day has not begun where the unit is.', { day: input.day });
    const standing = await work.db.findOneBy(Report, { deploymentId: deployment.id, day: input.day, form: input.form, current: true });
    const replaced = standing?.version ?? 0;
    if (input.replaces !== undefined && input.replaces !== replaced) throw new DomainError('report_moved', `Version ${replaced} of this report counts now, not ${input.replaces}.`, { version: replaced });

    const slots = input.form === 'mds50' ? await slotsOn(work.db, deployment.id, input.day) : {};
    const { counts, restricted } = input.source === 'tally' ? await this.fromTally(work, input, slots) : this.fromHand(input, slots);
    const report = work.db.create(Report, {
      id: newId(), corridorId: deployment.corridorId, deploymentId: deployment.id, institutionId: deployment.operatorId, hostId: deployment.hostId, day: input.day, form: input.form,
      version: replaced + 1, current: true, source: input.source, counts: Object.fromEntries(counts), hidden: [...hideSmallCounts(input.form, counts)], needs: input.needs, slots,
      late: work.now > dueAtOf(input.day, deployment.zone), submittedBy: actor.personId ?? '', submittedAt: work.now,
    });
    if (standing !== null) await work.db.update(Report, { id: standing.id }, { current: false });
    await work.db.insert(Report, report);
    await this.keepRestricted(work, deployment, report, restricted);
    await this.tell(work, deployment, report, standing?.needs ?? []);
    return { reportId: report.id, version: report.version, late: report.late };
  }

  private async fromTally({ db }: Work, { deploymentId, day, form, cells }: Submission, slots: Report['slots']): Promise<Content> {
    if (form !== 'mds50') throw invalid('/form', 'encounters are counted by the current form: a report of the other one is entered by hand');
    if (cells.length > 0) throw invalid('/cells', 'a report from the tally has the counts of its encounters');
    return { counts: await countDay(db, deploymentId, day, slots), restricted: [] };
  }

  private fromHand({ form, cells }: Submission, slots: Report['slots']): Content {
    const { counts, issues } = checkCounts(form, cells);
    if (issues.length > 0) throw new DomainError('invalid_input', 'The counts do not fit together.', { issues });
    const unnamed = form === 'mds50' ? cells.find(({ item }) => corridor.FREE_SLOTS.includes(item) && slots[item] === undefined) : undefined;
    if (unnamed !== undefined) throw new DomainError('slot_unnamed', 'A free slot counts once it has a name for the day.', { item: unnamed.item });
    const general = new Set(generalLines(form).map(({ item }) => item));
    const isGeneral = (item: number): boolean => general.has(item);
    return { counts: new Map([...counts].filter(([key]) => isGeneral(Number(key.split('/')[0])))), restricted: cells.filter(({ item }) => !isGeneral(item)) };
  }

  /** Starred items by hand: into their own table, where the named role alone finds them. */
  private async keepRestricted(work: Work, deployment: Deployment, { id, day, form, version }: Report, cells: Submission['cells']): Promise<void> {
    if (cells.length === 0) return;
    await work.db.query(
      `INSERT INTO corridor_restricted_count (report_id, deployment_id, day, form, version, item, report_column, count)
       SELECT $1, $2, $3, $4, $5, c.item, c.column, c.count FROM jsonb_to_recordset($6) AS c (item smallint, "column" text, count int)`,
      [id, deployment.id, day, form, version, JSON.stringify(cells)],
    );
    tellRestricted(work, deployment, [day]);
  }

  private async tell(work: Work, deployment: Deployment, { id, day, form, version, late, needs }: Report, before: readonly number[]): Promise<void> {
    const { corridorId, operatorId } = deployment;
    const audience = await audienceOf(work.db, corridorId, operatorId, 'report');
    work.record(corridor.reportSubmitted, streamOf(corridorId), { reportId: id, deploymentId: deployment.id, institutionId: operatorId, day, form, version, late }, { audience });
    // A day that is reported was worked in, whatever the steps say: they may have been entered after the work began. So no sum has more reports than were due.
    await work.db.query(
      `INSERT INTO corridor_report_due AS o (deployment_id, day, corridor_id, institution_id, due_at, submitted_at) VALUES ($1, $2, $3, $4, $5, $6)
       ON CONFLICT (deployment_id, day) DO UPDATE SET submitted_at = excluded.submitted_at WHERE o.submitted_at IS NULL`,
      [deployment.id, day, corridorId, operatorId, dueAtOf(day, deployment.zone), work.now],
    );
    await clearAlert(work, corridorId, missingKey(deployment.id, day));
    await raiseImmediate(work, deployment, day, needs.filter((item) => !before.includes(item)));
  }
}

function invalid(pointer: string, rule: string): DomainError {
  return new DomainError('invalid_input', 'The report cannot be made of this.', { issues: [{ pointer, rule }] });
}
