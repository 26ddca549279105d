import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { z } from 'zod';
import { corridor, type Output, type Params } from '#contracts';
import { DomainError, type Principal } from '#kernel';
import { Answers, pageOf, placeOf, type Granted, type Page, type QueryHandler } from '#realtime';
import { insistOnDays } from './insist-on-days.js';
import { Report } from './report.entity.js';

const place = z.tuple([z.iso.date(), z.uuid()]);

/** The general report of a day. Outside audiences read the version that counts and no other: from two versions a small count might be told. */
@Injectable()
@Answers(corridor.readReport, (params) => ({ kind: 'deployment', id: params.deploymentId }))
export class ReadReport implements QueryHandler<typeof corridor.readReport> {
  async execute(_: Principal, params: Params<typeof corridor.readReport>, db: EntityManager, { standing }: Granted): Promise<corridor.ReportView> {
    const { deploymentId, day, form, version, readAs } = params;
    const report = await db.findOneBy(Report, { deploymentId, day, form, ...(version === undefined ? { current: true } : { version }) });
    if (report === null || (!report.current && !report.isOwnOf(standing))) throw unknown();
    return report.view(standing, readAs);
  }
}

@Injectable()
@Answers(corridor.listReports, (params) => ({ kind: 'corridor', id: params.corridorId }))
export class ListReports implements QueryHandler<typeof corridor.listReports> {
  async execute(_: Principal, params: Params<typeof corridor.listReports>, db: EntityManager, { standing }: Granted): Promise<Page<corridor.ReportView>> {
    const { corridorId, from, to, deploymentId, readAs, limit, iterator } = params;
    insistOnDays(from, to);
    const [day, id] = placeOf(iterator, place) ?? [null, null];
    const found = currentReports(db, { corridorId, from, to, deploymentId }).orderBy('r.day').addOrderBy('r.id').limit(limit + 1);
    if (day !== null) found.andWhere('(r.day, r.id) > (:day, :id)', { day, id });
    return pageOf((await found.getMany()).map((report) => report.view(standing, readAs)), limit, (row) => [row.day, row.id]);
  }
}

/** The reports that count, of the days from one to another. Row-level security leaves those that the compact shares. */
export function currentReports(db: EntityManager, of: { corridorId: string; from: string; to: string; deploymentId?: string | undefined }) {
  const found = db.createQueryBuilder(Report, 'r').where('r.corridorId = :corridorId AND r.current AND r.day BETWEEN :from AND :to', of);
  return of.deploymentId === undefined ? found : found.andWhere('r.deploymentId = :deploymentId', of);
}

@Injectable()
@Answers(corridor.listVersions, (params) => ({ kind: 'deployment', id: params.deploymentId }))
export class ListVersions implements QueryHandler<typeof corridor.listVersions> {
  async execute(_: Principal, params: Params<typeof corridor.listVersions>, db: EntityManager): Promise<Page<Output<typeof corridor.listVersions>>> {
    const { deploymentId, day, limit, iterator } = params;
    const before = placeOf(iterator, corridor.id);
    // Ids carry the time that they were made at: the latest version comes first.
    const found = db.createQueryBuilder(Report, 'r').where('r.deploymentId = :deploymentId AND r.day = :day', { deploymentId, day }).orderBy('r.id', 'DESC').limit(limit + 1);
    if (before !== null) found.andWhere('r.id < :before', { before });
    const rows = (await found.getMany()).map(({ id, form, version, source, submittedAt, late, current }) => ({ id, form, version, source, submittedAt: submittedAt.toISOString(), late, current }));
    return pageOf(rows, limit, (row) => row.id);
  }
}

/** For the two parties alone: what changed tells small counts. */
@Injectable()
@Answers(corridor.compareReports, (params) => ({ kind: 'deployment', id: params.deploymentId }))
export class CompareReports implements QueryHandler<typeof corridor.compareReports> {
  async execute(_: Principal, { deploymentId, day, form, ...asked }: Params<typeof corridor.compareReports>, db: EntityManager, { standing }: Granted): Promise<Output<typeof corridor.compareReports>> {
    const [before, after] = [await db.findOneBy(Report, { deploymentId, day, form, version: asked.before }), await db.findOneBy(Report, { deploymentId, day, form, version: asked.after })];
    if (before === null || after === null || !after.isOwnOf(standing)) throw unknown();
    const earlier = new Map(before.cells(standing, form).map((cell) => [`${cell.item}/${cell.column}`, cell.count]));
    const later = new Map(after.cells(standing, form).map((cell) => [`${cell.item}/${cell.column}`, cell]));
    // A slot may have been named, or have lost its name, in between: its cells stand in one of the two alone.
    const gone = before.cells(standing, form).filter(({ item, column }) => !later.has(`${item}/${column}`)).map(({ item, column, count }) => ({ item, column, before: count, after: null }));
    const cells = [...later].map(([key, { item, column, count }]) => ({ item, column, before: earlier.get(key) ?? null, after: count }));
    return {
      cells: [...cells, ...gone].filter((cell) => cell.before !== cell.after),
      needs: { added: after.needs.filter((item) => !before.needs.includes(item)), removed: before.needs.filter((item) => !after.needs.includes(item)) },
    };
  }
}

function unknown(): DomainError {
  return new DomainError('report_unknown', 'There is no such report, or none that is shared with you.');
}
