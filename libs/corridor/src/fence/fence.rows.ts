import type { EntityManager } from 'typeorm';
import { corridor } from '#contracts';
import { DomainError } from '#kernel';
import type { Work } from '#log';
import { streamOf } from '../corridor/corridor.entity.js';
import type { Form } from './fence.js';

/** A fence as it is stored, with its newest form. */
export interface FenceRow extends Omit<Form, 'since'> {
  readonly id: string;
  readonly corridorId: string;
  readonly institutionId: string;
  readonly name: string;
  readonly names: Readonly<Record<string, string>>;
  readonly version: number;
  readonly retiredAt: Date | null;
}

/** The fence under its lock. @throws DomainError fence_unknown, fence_retired */
export async function lockFence(db: EntityManager, corridorId: string, fenceId: string): Promise<FenceRow> {
  const [fence] = await db.query<FenceRow[]>(
    `SELECT f.id, f.corridor_id AS "corridorId", f.institution_id AS "institutionId", f.name, f.names, f.version, f.retired_at AS "retiredAt", m.shape, m.rule, m.calendar
     FROM corridor_fence f JOIN corridor_fence_form m ON m.fence_id = f.id WHERE f.id = $1 AND f.corridor_id = $2 ORDER BY m.version DESC LIMIT 1 FOR NO KEY UPDATE OF f`,
    [fenceId, corridorId],
  );
  if (fence === undefined) throw new DomainError('fence_unknown', 'There is no fence of this id in the corridor.');
  if (fence.retiredAt !== null) throw new DomainError('fence_retired', 'The fence is retired.', { fenceId });
  return fence;
}

/** Draws the fence as it is to be for fixes of this instant or later, which arrive from now on. */
export async function drawForm({ db, now }: Work, { id, corridorId, version, shape, rule, calendar }: FenceRow, since: Date = now): Promise<void> {
  await db.query(
    'INSERT INTO corridor_fence_form (fence_id, version, corridor_id, since, shape, rule, calendar) VALUES ($1, $2, $3, $4, $5, $6, $7)',
    [id, version, corridorId, since, JSON.stringify(shape), JSON.stringify(rule), calendar === null ? null : JSON.stringify(calendar)],
  );
}

/** Tells how the fence stands now. */
export function tellFence(work: Work, { id, corridorId, institutionId, name, version, shape, retiredAt }: FenceRow): void {
  work.record(corridor.fenceChanged, streamOf(corridorId), { fenceId: id, institutionId, name, kind: shape.kind, version, state: retiredAt === null ? 'in_force' : 'retired' });
}
