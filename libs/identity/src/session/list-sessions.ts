import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { z } from 'zod';
import { identity, type Output, type Params } from '#contracts';
import type { Principal } from '#kernel';
import { Answers, pageOf, placeOf, theHub, type Page, type QueryHandler } from '#realtime';

type Item = Output<typeof identity.listSessions>;
type Row = { id: string; created_at: Date; last_seen_at: Date; expires_at: Date; address: string; user_agent: string };

@Injectable()
@Answers(identity.listSessions, () => theHub)
export class ListSessions implements QueryHandler<typeof identity.listSessions> {
  async execute(actor: Principal, params: Params<typeof identity.listSessions>, db: EntityManager): Promise<Page<Item>> {
    const before = placeOf(params.iterator, z.uuid());
    const rows = await db.query<Row[]>(
      `SELECT id, created_at, last_seen_at, expires_at, address, user_agent FROM identity_session
       WHERE person_id = $1 AND ended_at IS NULL AND expires_at > now() AND ($2::uuid IS NULL OR id < $2) ORDER BY id DESC LIMIT $3`,
      [actor.personId, before, params.limit + 1],
    );
    return pageOf(rows.map((row) => toItem(row, actor)), params.limit, (item) => item.id);
  }
}

function toItem(row: Row, actor: Principal): Item {
  return {
    id: row.id, createdAt: row.created_at.toISOString(), lastSeenAt: row.last_seen_at.toISOString(), expiresAt: row.expires_at.toISOString(),
    address: row.address, userAgent: row.user_agent, current: actor.credential === `session:${row.id}`,
  };
}
