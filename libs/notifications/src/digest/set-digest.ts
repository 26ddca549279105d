import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { notifications, type Input, type Output, type Params } from '#contracts';
import type { Principal } from '#kernel';
import type { Work } from '#log';
import { Answers, Handles, theHub, type CommandHandler, type QueryHandler } from '#realtime';
import { personOf, tellSettled } from '../preference/whose.js';

type Settled = Output<typeof notifications.readDigests>['settled'];

@Injectable()
@Handles(notifications.setDigest, () => theHub)
export class SetDigest implements CommandHandler<typeof notifications.setDigest> {
  async execute(actor: Principal, { category, rhythm }: Input<typeof notifications.setDigest>, work: Work): Promise<Output<typeof notifications.setDigest>> {
    const personId = personOf(actor);
    await work.db.query(
      `INSERT INTO notification_rhythm (person_id, category, every, at) VALUES ($1, $2, $3, $4)
       ON CONFLICT ON CONSTRAINT one_rhythm_for_a_category DO UPDATE SET every = excluded.every, at = excluded.at`, [personId, category ?? 'all', rhythm.every, rhythm.every === 'day' ? rhythm.at : null]);
    tellSettled(work, personId, 'digest');
    return {};
  }
}

@Injectable()
@Handles(notifications.clearDigest, () => theHub)
export class ClearDigest implements CommandHandler<typeof notifications.clearDigest> {
  async execute(actor: Principal, { category }: Input<typeof notifications.clearDigest>, work: Work): Promise<Output<typeof notifications.clearDigest>> {
    const personId = personOf(actor);
    const [, count] = await work.db.query<[unknown, number]>('DELETE FROM notification_rhythm WHERE person_id = $1 AND category = $2', [personId, category ?? 'all']);
    if (count > 0) tellSettled(work, personId, 'digest');
    return { cleared: count > 0 };
  }
}

@Injectable()
@Answers(notifications.readDigests, () => theHub)
export class ReadDigests implements QueryHandler<typeof notifications.readDigests> {
  async execute(actor: Principal, _: Params<typeof notifications.readDigests>, db: EntityManager): Promise<Output<typeof notifications.readDigests>> {
    const settled = await db.query<Settled>(
      `SELECT nullif(category, 'all') AS category, jsonb_strip_nulls(jsonb_build_object('every', every, 'at', at)) AS rhythm FROM notification_rhythm WHERE person_id = $1 ORDER BY category`, [personOf(actor)]);
    return { settled };
  }
}
