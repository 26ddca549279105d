import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { z } from 'zod';
import { notifications, type Output, type Params } from '#contracts';
import { DomainError, type Principal } from '#kernel';
import { Answers, pageOf, placeOf, theHub, type Page, type QueryHandler } from '#realtime';
import { headerOf } from '../mail/read-header.js';
import { Outbox, type Kept } from './outbox.js';

type Item = Output<typeof notifications.listOutbox>;

@Injectable()
@Answers(notifications.listOutbox, () => theHub)
export class ListOutbox implements QueryHandler<typeof notifications.listOutbox> {
  constructor(private readonly outbox: Outbox) {}

  async execute(_: Principal, { limit, iterator }: Params<typeof notifications.listOutbox>): Promise<Page<Item>> {
    const before = placeOf(iterator, z.uuid());
    const ids = (await this.outbox.ids()).filter((id) => before === null || id < before).slice(0, limit + 1);
    const kept = await Promise.all(ids.map((id) => this.outbox.read(id)));
    return pageOf(kept.flatMap((mail) => (mail === null ? [] : [toItem(mail)])), limit, ({ id }) => id);
  }
}

@Injectable()
@Answers(notifications.readOutbox, () => theHub)
export class ReadOutbox implements QueryHandler<typeof notifications.readOutbox> {
  constructor(private readonly outbox: Outbox) {}

  async execute(_: Principal, { mailId }: Params<typeof notifications.readOutbox>, _db: EntityManager): Promise<Output<typeof notifications.readOutbox>> {
    const mail = await this.outbox.read(mailId);
    if (mail === null) throw new DomainError('mail_unknown', 'There is no such mail in the outbox; newer ones may have pushed it out.');
    return { ...toItem(mail), source: mail.source.toString('utf8') };
  }
}

function toItem({ id, writtenAt, source }: Kept): Item {
  return { id, writtenAt: writtenAt.toISOString(), to: headerOf(source, 'To') ?? '', subject: headerOf(source, 'Subject') ?? '', bytes: source.length };
}
