import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { corridor, type Output, type Params } from '#contracts';
import { DomainError, type Principal } from '#kernel';
import { Answers, type Granted, type QueryHandler } from '#realtime';
import type { Form } from './counts.js';
import { insistOnDays } from './insist-on-days.js';
import { currentReports } from './read-reports.js';
import type { Report } from './report.entity.js';

/** Reports that a sum is made of at the most. */
const REPORTS = 2_000;

type Sum = Output<typeof corridor.readSums>['sums'][number];

/**
 * Sums are made of what the reader sees of each report and of nothing else: a count that is hidden or not known in one is no
 * part of the sum, which says of how many reports it is. So a sum tells nothing that the reports did not tell already,
 * whatever days and units are asked for.
 */
@Injectable()
@Answers(corridor.readSums, (params) => ({ kind: 'corridor', id: params.corridorId }))
export class ReadSums implements QueryHandler<typeof corridor.readSums> {
  async execute(_: Principal, { corridorId, from, to, form }: Params<typeof corridor.readSums>, db: EntityManager, { standing }: Granted): Promise<Output<typeof corridor.readSums>> {
    insistOnDays(from, to);
    const [due] = await db.query<{ due: number; reported: number }[]>(
      'SELECT count(*)::int AS due, count(submitted_at)::int AS reported FROM corridor_report_due WHERE corridor_id = $1 AND day BETWEEN $2 AND $3', [corridorId, from, to],
    );
    const reports = oneOfADay(await currentReports(db, { corridorId, from, to }).orderBy('r.day').limit(REPORTS + 1).getMany(), form);
    if (reports.length > REPORTS) throw new DomainError('invalid_input', 'That is too much for one sum: ask for fewer days.', { issues: [{ pointer: '/to', rule: `at most ${REPORTS} reports` }] });
    const sums = new Map<string, Sum>();
    for (const report of reports) {
      for (const { item, column, count } of report.cells(standing, form)) {
        const name = corridor.FREE_SLOTS.includes(item) && form === 'mds50' ? (report.slots[item]?.toLowerCase() ?? null) : null;
        const sum = sums.get(`${item}/${column}/${name}`) ?? { item, code: corridor.linesOf[form][item].code, column, name, sum: null, reports: 0 };
        sums.set(`${item}/${column}/${name}`, count === null ? sum : { ...sum, sum: (sum.sum ?? 0) + count, reports: sum.reports + 1 });
      }
    }
    return { from, to, form, due: due?.due ?? 0, reported: due?.reported ?? 0, read: reports.length, sums: [...sums.values()].sort((a, b) => a.item - b.item) };
  }
}

/** A day that was reported in both forms counts once: in the form that is asked for. */
function oneOfADay(reports: readonly Report[], form: Form): Report[] {
  const chosen = new Map<string, Report>();
  for (const report of reports) {
    const key = `${report.deploymentId} ${report.day}`;
    if (report.form === form || !chosen.has(key)) chosen.set(key, report);
  }
  return [...chosen.values()];
}
