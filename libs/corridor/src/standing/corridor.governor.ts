import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Principal } from '#kernel';
import { Governs, type Governor, type Standing } from '#realtime';
import { takeSnapshot } from '../corridor/take-snapshot.js';
import { SignalPositions } from '../position/signal-positions.js';
import { labelsOf, readPlace, rolesIn } from './read-standing.js';

/** A corridor and its stream `corridor:<id>`. */
@Injectable()
@Governs('corridor')
export class CorridorGovernor implements Governor {
  constructor(private readonly positions: SignalPositions) {}

  async standing(db: EntityManager, actor: Principal, id: string): Promise<Standing> {
    const known = await db.query<unknown[]>('SELECT FROM corridor_corridor WHERE id = $1', [id]);
    return known.length === 0 ? new Set() : rolesIn(await readPlace(db, actor, id), actor);
  }

  /** Whoever belongs to the corridor is also told what is meant for them alone: that they are woken for an alert. */
  audiences(actor: Principal, standing: Standing): readonly string[] {
    const labels = labelsOf(standing);
    return labels.length === 0 || actor.personId === null ? labels : [...labels, `person:${actor.personId}`];
  }

  snapshot(db: EntityManager, id: string, labels: ReadonlySet<string>): Promise<unknown> {
    return takeSnapshot(db, id, labels);
  }

  /** Whoever reads a corridor is sent where its units are. */
  lines(id: string, change: { up: readonly string[]; down: readonly string[] }): void {
    this.positions.lines(id, change);
  }
}
