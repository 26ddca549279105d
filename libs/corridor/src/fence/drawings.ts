import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import type { EntityManager } from 'typeorm';
import { Fence, type Form } from './fence.js';

/** Everything that is drawn in a corridor, made ready. */
interface Drawing {
  readonly version: string;
  readonly fences: ReadonlyMap<string, Fence>;
}

/** Corridors whose drawings a process keeps ready. */
const KEPT = 200;
/** Fences that ended longer ago are not looked at any more, not even for late fixes. */
const RETIRED_FOR = '30 days';

interface FenceRow {
  readonly id: string;
  readonly corridor_id: string;
  readonly retired_at: Date | null;
  readonly forms: readonly (Omit<Form, 'since'> & { readonly since: string })[];
}

/** The fences of corridors, compiled once for each change of them. */
@Injectable()
export class Drawings {
  private readonly kept = new LRUCache<string, Drawing>({ max: KEPT });

  /** The fences of these corridors by their ids, as the transaction sees them. */
  async of(db: EntityManager, corridorIds: readonly string[]): Promise<ReadonlyMap<string, ReadonlyMap<string, Fence>>> {
    const rows = await db.query<{ corridor_id: string; version: string }[]>('SELECT corridor_id, version FROM corridor_drawing WHERE corridor_id = ANY ($1)', [corridorIds]);
    const stale = rows.filter(({ corridor_id: id, version }) => this.kept.get(id)?.version !== version);
    if (stale.length > 0) await this.draw(db, stale);
    return new Map(rows.map(({ corridor_id: id }) => [id, this.kept.get(id)?.fences ?? new Map<string, Fence>()]));
  }

  private async draw(db: EntityManager, stale: readonly { readonly corridor_id: string; readonly version: string }[]): Promise<void> {
    const rows = await db.query<FenceRow[]>(
      `SELECT f.id, f.corridor_id, f.retired_at, jsonb_agg(jsonb_build_object('since', m.since, 'shape', m.shape, 'rule', m.rule, 'calendar', m.calendar) ORDER BY m.version) AS forms
       FROM corridor_fence f JOIN corridor_fence_form m ON m.fence_id = f.id
       WHERE f.corridor_id = ANY ($1) AND (f.retired_at IS NULL OR f.retired_at > now() - $2::interval) GROUP BY f.id ORDER BY f.id`,
      [stale.map(({ corridor_id: id }) => id), RETIRED_FOR],
    );
    for (const { corridor_id: id, version } of stale) {
      const fences = rows.filter((row) => row.corridor_id === id).map(({ id: fenceId, retired_at: retiredAt, forms }) =>
        new Fence(fenceId, forms.map((form) => ({ ...form, since: new Date(form.since) })), retiredAt));
      this.kept.set(id, { version, fences: new Map(fences.map((fence) => [fence.id, fence])) });
    }
  }
}

/** What is compiled of the corridor's drawing is old from this transaction on. */
export async function redraw(db: EntityManager, corridorId: string): Promise<void> {
  await db.query('INSERT INTO corridor_drawing AS d (corridor_id, version) VALUES ($1, 1) ON CONFLICT (corridor_id) DO UPDATE SET version = d.version + 1', [corridorId]);
}
