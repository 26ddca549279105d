import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { z } from 'zod';
import { corridor, type Input, type Output, type Params } from '#contracts';
import { noteAudit } from '#identity';
import type { Principal } from '#kernel';
import type { Work } from '#log';
import { Answers, Handles, pageOf, placeOf, theHub, type CommandHandler, type Page, type QueryHandler } from '#realtime';
import { PackKeys } from './pack-keys.js';

@Injectable()
@Answers(corridor.listPackKeys, () => theHub)
export class ListPackKeys implements QueryHandler<typeof corridor.listPackKeys> {
  constructor(private readonly keys: PackKeys) {}

  async execute(_: Principal, { limit, iterator }: Params<typeof corridor.listPackKeys>, db: EntityManager): Promise<Page<Output<typeof corridor.listPackKeys>>> {
    const keys = await this.keys.list(db, limit + 1, placeOf(iterator, z.tuple([z.iso.datetime(), z.string()])));
    return pageOf(keys, limit, ({ createdAt, id }) => [createdAt, id]);
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
