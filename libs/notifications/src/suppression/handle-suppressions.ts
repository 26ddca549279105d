import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { z } from 'zod';
import { notifications, type Input, type Output, type Params } from '#contracts';
import { noteAudit } from '#identity';
import { DomainError, type Principal } from '#kernel';
import type { Work } from '#log';
import { Answers, Handles, pageOf, placeOf, theHub, type CommandHandler, type Page, type QueryHandler } from '#realtime';
import { suppress, type Suppression } from './suppress.js';

type Item = Output<typeof notifications.listSuppressions>;

@Injectable()
@Answers(notifications.listSuppressions, () => theHub)
export class ListSuppressions implements QueryHandler<typeof notifications.listSuppressions> {
  async execute(_: Principal, { limit, iterator, reason }: Params<typeof notifications.listSuppressions>, db: EntityManager): Promise<Page<Item>> {
    const before = placeOf(iterator, z.tuple([z.iso.datetime(), z.string()]));
    const rows = await db.query<Suppression[]>(
      `SELECT address, reason, status, since FROM notification_suppression
       WHERE ($1::text IS NULL OR reason = $1) AND ($2::timestamptz IS NULL OR (date_trunc('milliseconds', since), address) < ($2, $3)) ORDER BY date_trunc('milliseconds', since) DESC, address DESC LIMIT $4`,
      [reason ?? null, before?.[0] ?? null, before?.[1] ?? null, limit + 1]);
    return pageOf(rows.map((row) => ({ ...row, since: row.since.toISOString() })), limit, ({ since, address }) => [since, address]);
  }
}

@Injectable()
@Handles(notifications.addSuppression, () => theHub)
export class AddSuppression implements CommandHandler<typeof notifications.addSuppression> {
  async execute(actor: Principal, { address }: Input<typeof notifications.addSuppression>, work: Work): Promise<Output<typeof notifications.addSuppression>> {
    await suppress(work.db, { address, reason: 'by_hand', status: null, since: work.now });
    await noteAudit(work.db, actor, work.now, { action: notifications.addSuppression.name, object: { kind: 'address', id: markOf(address) } });
    return {};
  }
}

@Injectable()
@Handles(notifications.liftSuppression, () => theHub)
export class LiftSuppression implements CommandHandler<typeof notifications.liftSuppression> {
  async execute(actor: Principal, { address }: Input<typeof notifications.liftSuppression>, work: Work): Promise<Output<typeof notifications.liftSuppression>> {
    const [, lifted] = await work.db.query<[unknown[], number]>('DELETE FROM notification_suppression WHERE address = $1', [address]);
    if (lifted === 0) throw new DomainError('mail_not_stopped', 'Mail to this address is not stopped.');
    await noteAudit(work.db, actor, work.now, { action: notifications.liftSuppression.name, object: { kind: 'address', id: markOf(address) } });
    return {};
  }
}

/** The audit trail holds no addresses of people: whoever has one finds it by this. */
function markOf(address: string): string {
  return createHash('sha256').update(address).digest('hex').slice(0, 32);
}
