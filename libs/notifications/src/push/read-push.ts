import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { z } from 'zod';
import { notifications, type Output, type Params } from '#contracts';
import { DomainError, type Principal } from '#kernel';
import { Answers, pageOf, placeOf, theHub, type Page, type QueryHandler } from '#realtime';
import { pushContact, VapidKeys } from './vapid-keys.js';

type Item = Output<typeof notifications.listPush>;
interface Row { readonly id: string; readonly device: string; readonly service: string; readonly since: Date; readonly usedAt: Date | null }

@Injectable()
@Answers(notifications.readPushKey, () => theHub)
export class ReadPushKey implements QueryHandler<typeof notifications.readPushKey> {
  constructor(private readonly keys: VapidKeys) {}

  async execute(): Promise<Output<typeof notifications.readPushKey>> {
    const contact = pushContact();
    if (contact === null) throw new DomainError('push_off', 'This hub sends no web push.');
    return { publicKey: (await this.keys.keys(contact)).publicKey };
  }
}

@Injectable()
@Answers(notifications.listPush, () => theHub)
export class ListPush implements QueryHandler<typeof notifications.listPush> {
  async execute({ personId }: Principal, { limit, iterator }: Params<typeof notifications.listPush>, db: EntityManager): Promise<Page<Item>> {
    const before = placeOf(iterator, z.uuid());
    const rows = await db.query<Row[]>(
      `SELECT id, device, service, created_at AS since, used_at AS "usedAt" FROM notification_push WHERE person_id = $1 AND ($2::uuid IS NULL OR id < $2) ORDER BY id DESC LIMIT $3`, [personId, before, limit + 1]);
    return pageOf(rows.map((row) => ({ ...row, since: row.since.toISOString(), usedAt: row.usedAt?.toISOString() ?? null })), limit, ({ id }) => id);
  }
}
