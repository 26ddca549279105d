import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { z } from 'zod';
import { corridor, type Input, type Output, type Params } from '#contracts';
import { noteAudit } from '#identity';
import type { Principal } from '#kernel';
import type { Work } from '#log';
import { Answers, Handles, pageOf, placeOf, theHub, type CommandHandler, type Page, type QueryHandler } from '#realtime';
import { PackKeys } from './pack-keys.js';

type Item = Output<typeof corridor.listPackKeys>;
interface Row { readonly id: string; readonly publicKey: string; readonly createdAt: Date; readonly retiredAt: Date | null }

@Injectable()
@Answers(corridor.listPackKeys, () => theHub)
export class ListPackKeys implements QueryHandler<typeof corridor.listPackKeys> {
  async execute(_: Principal, { limit, iterator }: Params<typeof corridor.listPackKeys>, db: EntityManager): Promise<Page<Item>> {
    const [createdAt, id] = placeOf(iterator, z.tuple([z.iso.datetime(), z.string()])) ?? [null, null];
    const rows = await db.query<Row[]>(
      `SELECT id, public_key AS "publicKey", created_at AS "createdAt", retired_at AS "retiredAt" FROM corridor_pack_key
       WHERE $1::timestamptz IS NULL OR (created_at, id) < ($1, $2) ORDER BY created_at DESC, id DESC LIMIT $3`,
      [createdAt, id, limit + 1],
    );
    return pageOf(rows.map(view), limit, (row) => [row.createdAt, row.id]);
  }
}

/** For a key that somebody else may have come by. */
@Injectable()
@Handles(corridor.replacePackKey, () => theHub)
export class ReplacePackKey implements CommandHandler<typeof corridor.replacePackKey> {
  constructor(private readonly keys: PackKeys) {}

  async execute(actor: Principal, _: Input<typeof corridor.replacePackKey>, work: Work): Promise<Output<typeof corridor.replacePackKey>> {
    const made = await this.keys.replace(work.db, work.now);
    await noteAudit(work.db, actor, work.now, { action: corridor.replacePackKey.name, object: { kind: 'hub', id: '' } });
    return made;
  }
}

function view({ id, publicKey, createdAt, retiredAt }: Row): Item {
  return { id, publicKey, createdAt: createdAt.toISOString(), retiredAt: retiredAt?.toISOString() ?? null };
}
