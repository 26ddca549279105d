import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { corridor, type Output, type Params } from '#contracts';
import { DomainError, type Principal } from '#kernel';
import { Answers, pageOf, placeOf, theHub, type Page, type QueryHandler } from '#realtime';

type View = Output<typeof corridor.readCorridor>;

const VIEW = `SELECT c.id, c.name, c.names, c.countries, c.state, c.founded_at AS "foundedAt",
  ARRAY(SELECT s.centre_id FROM corridor_stop s WHERE s.corridor_id = c.id ORDER BY s.place) AS stops FROM corridor_corridor c`;

/** The corridors that the caller may know of: row-level security draws the line (`corridor_known`). */
@Injectable()
@Answers(corridor.listCorridors, () => theHub)
export class ListCorridors implements QueryHandler<typeof corridor.listCorridors> {
  async execute(_: Principal, { limit, iterator }: Params<typeof corridor.listCorridors>, db: EntityManager): Promise<Page<View>> {
    const rows = await db.query<(View & { foundedAt: Date | string })[]>(`${VIEW} WHERE $1::uuid IS NULL OR c.id < $1 ORDER BY c.id DESC LIMIT $2`, [placeOf(iterator, corridor.id), limit + 1]);
    return pageOf(rows.map(view), limit, (row) => row.id);
  }
}

@Injectable()
@Answers(corridor.readCorridor, (params) => ({ kind: 'corridor', id: params.corridorId }))
export class ReadCorridor implements QueryHandler<typeof corridor.readCorridor> {
  execute(_: Principal, { corridorId }: Params<typeof corridor.readCorridor>, db: EntityManager): Promise<View> {
    return corridorView(db, corridorId);
  }
}

/** One corridor as the doors show it. @throws DomainError not_found */
export async function corridorView(db: EntityManager, corridorId: string): Promise<View> {
  const [row] = await db.query<View[]>(`${VIEW} WHERE c.id = $1`, [corridorId]);
  if (row === undefined) throw new DomainError('not_found', 'There is no corridor of this id.');
  return view(row);
}

function view(row: View): View {
  return { ...row, foundedAt: new Date(row.foundedAt).toISOString() };
}
