import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import type { EntityManager } from 'typeorm';
import type { Ground } from '../crossing/settle.js';
import { wayGround, type RouteFacts } from '../route/planned-way.js';
import { Fence, type Form, type Side } from './fence.js';

/** Everything that is drawn in a corridor, made ready: fences by their ids, planned ways by their deployments. */
export interface Drawing {
  readonly fences: ReadonlyMap<string, Fence>;
  readonly routes: ReadonlyMap<string, { readonly facts: RouteFacts; readonly ground: Ground<Side> }>;
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

/** What is drawn in corridors, compiled once for each change of it. */
@Injectable()
export class Drawings {
  private readonly kept = new LRUCache<string, Drawing & { readonly version: string }>({ max: KEPT });

  /** What is drawn in corridors, by the versions that the transaction sees of their drawings. */
  async of(db: EntityManager, versions: ReadonlyMap<string, string>): Promise<ReadonlyMap<string, Drawing>> {
    const stale = new Map([...versions].filter(([id, version]) => this.kept.get(id)?.version !== version));
    if (stale.size > 0) await this.draw(db, stale);
    return new Map([...versions.keys()].flatMap((id) => {
      const drawing = this.kept.get(id);
      return drawing === undefined ? [] : [[id, drawing] as const];
    }));
  }

  private async draw(db: EntityManager, stale: ReadonlyMap<string, string>): Promise<void> {
    const rows = await db.query<FenceRow[]>(
      `SELECT f.id, f.corridor_id, f.retired_at, jsonb_agg(jsonb_build_object('since', m.since, 'shape', m.shape, 'rule', m.rule, 'calendar', m.calendar) ORDER BY m.version) AS forms
       FROM corridor_fence f JOIN corridor_fence_form m ON m.fence_id = f.id
       WHERE f.corridor_id = ANY ($1) AND (f.retired_at IS NULL OR f.retired_at > now() - $2::interval) GROUP BY f.id ORDER BY f.id`,
      [[...stale.keys()], RETIRED_FOR],
    );
    const ways = await db.query<(RouteFacts & { readonly corridor_id: string })[]>(
      `SELECT corridor_id, deployment_id AS "deploymentId", version, line, width_metres AS "widthMetres", dwell_seconds AS "dwellSeconds", dwell_fixes AS "dwellFixes", planned_at AS "plannedAt"
       FROM corridor_route WHERE corridor_id = ANY ($1) AND NOT dropped`,
      [[...stale.keys()]],
    );
    for (const [id, version] of stale) {
      const fences = rows.filter((row) => row.corridor_id === id).map(({ id: fenceId, retired_at: retiredAt, forms }) =>
        new Fence(fenceId, forms.map((form) => ({ ...form, since: new Date(form.since) })), retiredAt));
      const routes = ways.filter((way) => way.corridor_id === id).map((facts) => [facts.deploymentId, { facts, ground: wayGround(facts) }] as const);
      this.kept.set(id, { version, fences: new Map(fences.map((fence) => [fence.id, fence])), routes: new Map(routes) });
    }
  }
}

/** What is compiled of the corridor's drawing is old from this transaction on. */
export async function redraw(db: EntityManager, corridorId: string): Promise<void> {
  await db.query('INSERT INTO corridor_drawing AS d (corridor_id, version) VALUES ($1, 1) ON CONFLICT (corridor_id) DO UPDATE SET version = d.version + 1', [corridorId]);
}
