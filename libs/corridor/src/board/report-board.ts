import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { corridor, type Input, type Output } from '#contracts';
import { refuseOn } from '#db';
import { DomainError, newId, type Principal } from '#kernel';
import type { Work } from '#log';
import { Handles, type CommandHandler } from '#realtime';
import { streamOf } from '../corridor/corridor.entity.js';
import { holderOf, lockHolder, toldOf, type Holder } from '../holder/holder.js';
import { audienceOf } from '../sharing/audience-of.js';
import { nextStale, type Readings, type Standing } from './judge-age.js';
import { tellShortage } from './tell-shortage.js';

type Report = Input<typeof corridor.reportBoard>;
export type BoardClass = 'capacity' | 'staff';
type Entry = Standing & { readonly field: string };

/** How far (ms) a device's clock may be ahead of the hub's. */
const AHEAD = 5 * 60_000;
const CLASSES: readonly BoardClass[] = ['capacity', 'staff'];

/** The holder's lock orders its reports. A later as-of wins, of two at the same instant the one that came last. */
@Injectable()
@Handles(corridor.reportBoard, holderOf)
export class ReportBoard implements CommandHandler<typeof corridor.reportBoard> {
  async execute(actor: Principal, input: Report, work: Work): Promise<Output<typeof corridor.reportBoard>> {
    const entries = entriesOf(actor, input, work.now);
    const holder = await lockHolder(work.db, holderOf(input));
    await keep(work, holder, entries);
    const boards = await readBoards(work.db, holder.id);
    let current = 0;
    for (const dataClass of CLASSES) {
      const before = boards.get(dataClass) ?? { readings: {}, staleTold: null };
      const fresh = latestOf(before.readings, entries.filter(({ field }) => classOf(field) === dataClass));
      if (fresh.size === 0) continue;
      current += fresh.size;
      const readings = { ...before.readings, ...Object.fromEntries(fresh) };
      boards.set(dataClass, { readings, staleTold: before.staleTold });
      await saveBoard(work.db, holder, dataClass, readings, nextStale(readings, before.staleTold));
      work.record(corridor.boardReported, streamOf(holder.corridorId), {
        ...toldOf(holder), deploymentId: holder.deploymentId, dataClass, readings: [...fresh].map(([field, { value, asOf }]) => ({ field, value, asOf })),
      }, { audience: await audienceOf(work.db, holder.corridorId, holder.institutionId, dataClass) });
    }
    if (current > 0) await tellShortage(work, holder, Object.assign({}, ...[...boards.values()].map(({ readings }) => readings)) as Readings);
    return { current, late: entries.length - current };
  }
}

const classOf = (field: string): BoardClass => corridor.boardFields.get(field)?.dataClass ?? 'capacity';

function entriesOf(actor: Principal, { readings }: Report, now: Date): Entry[] {
  return readings.map(({ field, value, asOf, source }, at) => {
    if (asOf !== undefined && Date.parse(asOf) > now.getTime() + AHEAD) {
      throw new DomainError('invalid_input', 'A reading is as of the future.', { issues: [{ pointer: `/readings/${at}/asOf`, rule: 'at most five minutes ahead of the hub’s clock' }] });
    }
    return { field, value, asOf: new Date(asOf ?? now).toISOString(), by: actor.personId ?? '', source };
  });
}

/** Of the entries the ones that become current, by field. */
function latestOf(before: Readings, entries: readonly Entry[]): Map<string, Standing> {
  const fresh = new Map<string, Standing>();
  for (const { field, ...reading } of entries) {
    const stands = fresh.get(field) ?? before[field];
    if (stands === undefined || stands.asOf <= reading.asOf) fresh.set(field, reading);
  }
  return fresh;
}

async function keep({ db, now }: Work, holder: Holder, entries: readonly Entry[]): Promise<void> {
  const rows = entries.map((entry) => ({ ...entry, id: newId(), dataClass: classOf(entry.field) }));
  await db.query(
    `INSERT INTO corridor_reading (id, corridor_id, institution_id, holder_id, deployment_id, data_class, field, value, as_of, reported_at, person_id, source)
     SELECT id, $1, $2, $3, $4, "dataClass", field, coalesce(value, 'null'::jsonb), "asOf", $5, by, source
     FROM jsonb_to_recordset($6::jsonb) AS r(id uuid, "dataClass" text, field text, value jsonb, "asOf" timestamptz, by uuid, source text)`,
    [holder.corridorId, holder.institutionId, holder.id, holder.deploymentId, now, JSON.stringify(rows)],
  );
}

interface Kept {
  readonly readings: Readings;
  readonly staleTold: Date | null;
}

async function readBoards(db: EntityManager, holderId: string): Promise<Map<BoardClass, Kept>> {
  const rows = await db.query<(Kept & { dataClass: BoardClass })[]>('SELECT data_class AS "dataClass", readings, stale_told AS "staleTold" FROM corridor_board WHERE holder_id = $1', [holderId]);
  return new Map(rows.map(({ dataClass, ...kept }) => [dataClass, kept]));
}

/** @throws DomainError beds_over_capacity */
async function saveBoard(db: EntityManager, holder: Holder, dataClass: BoardClass, readings: Readings, staleDue: Date | null): Promise<void> {
  await db.query(
    `INSERT INTO corridor_board (corridor_id, institution_id, holder_kind, holder_id, data_class, readings, stale_due) VALUES ($1, $2, $3, $4, $5, $6::jsonb, $7)
     ON CONFLICT (holder_id, data_class) DO UPDATE SET readings = $6::jsonb, stale_due = $7`,
    [holder.corridorId, holder.institutionId, holder.kind, holder.id, dataClass, JSON.stringify(readings), staleDue],
  ).catch(refuseOn('board_beds_fit', new DomainError('beds_over_capacity', 'More beds would be available than baseline and surge together; report those with it.')));
}
