import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { notifications, type Output, type Params } from '#contracts';
import type { Principal } from '#kernel';
import { Answers, pageOf, theHub, type Page, type QueryHandler } from '#realtime';

type Item = Output<typeof notifications.listAddresses>;

@Injectable()
@Answers(notifications.listAddresses, () => theHub)
export class ListAddresses implements QueryHandler<typeof notifications.listAddresses> {
  async execute({ personId }: Principal, { limit }: Params<typeof notifications.listAddresses>, db: EntityManager): Promise<Page<Item>> {
    const rows = await db.query<{ kind: Item['kind']; masked: string; verified: boolean; since: Date }[]>(
      'SELECT kind, masked, verified_at IS NOT NULL AS verified, given_at AS since FROM notification_address WHERE person_id = $1 ORDER BY kind', [personId]);
    return pageOf(rows.map((row) => ({ ...row, since: row.since.toISOString() })), limit, ({ kind }) => kind);
  }
}
