import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Principal } from '#kernel';
import { Governs, type Governor, type Standing } from '#realtime';
import { labelsOf, readPlace, rolesIn } from '../standing/read-standing.js';
import { positionsSnapshot } from './read-positions.js';

/** The stream `positions:<corridor id>`: where its units are, for those who act for a member, as far as the compact shows it to them. */
@Injectable()
@Governs('positions')
export class PositionsGovernor implements Governor {
  async standing(db: EntityManager, actor: Principal, id: string): Promise<Standing> {
    const known = await db.query<unknown[]>('SELECT FROM corridor_corridor WHERE id = $1', [id]);
    return known.length === 0 ? new Set() : rolesIn(await readPlace(db, actor, id), actor);
  }

  audiences(_: Principal, standing: Standing): readonly string[] {
    return labelsOf(standing).filter((label) => label === 'administrators' || label.startsWith('org:') || label.startsWith('grant:'));
  }

  snapshot(db: EntityManager, id: string, labels: ReadonlySet<string>): Promise<unknown> {
    return positionsSnapshot(db, id, labels);
  }
}
