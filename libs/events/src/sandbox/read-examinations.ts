import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { z } from 'zod';
import { events, type Output, type Params } from '#contracts';
import { DomainError, type Principal } from '#kernel';
import { Answers, pageOf, placeOf, type Page, type QueryHandler } from '#realtime';

type Facts = Output<typeof events.readExamination>;

interface Row {
  readonly id: string;
  readonly subscription_id: string;
  readonly state: Facts['state'];
  readonly started_at: Date;
  readonly finished_at: Date | null;
  readonly score: number | null;
  readonly checks: Facts['checks'];
}

@Injectable()
@Answers(events.listExaminations, ({ subscriptionId }) => ({ kind: 'subscription', id: subscriptionId }))
export class ListExaminations implements QueryHandler<typeof events.listExaminations> {
  async execute(_: Principal, { subscriptionId, limit, iterator }: Params<typeof events.listExaminations>, db: EntityManager): Promise<Page<Output<typeof events.listExaminations>>> {
    const rows = await db.query<Row[]>(
      'SELECT * FROM events_examination WHERE subscription_id = $1 AND ($2::uuid IS NULL OR id < $2) ORDER BY id DESC LIMIT $3',
      [subscriptionId, placeOf(iterator, z.uuid()), limit + 1],
    );
    return pageOf(rows.map(toFacts), limit, ({ id }) => id);
  }
}

@Injectable()
@Answers(events.readExamination, ({ subscriptionId }) => ({ kind: 'subscription', id: subscriptionId }))
export class ReadExamination implements QueryHandler<typeof events.readExamination> {
  async execute(_: Principal, { subscriptionId, examinationId }: Params<typeof events.readExamination>, db: EntityManager): Promise<Facts> {
    const [row] = await db.query<Row[]>('SELECT * FROM events_examination WHERE subscription_id = $1 AND id = $2', [subscriptionId, examinationId]);
    if (row === undefined) throw new DomainError('examination_unknown', 'There is no examination of this id.');
    return toFacts(row);
  }
}

function toFacts(row: Row): Facts {
  const { id, state, score, checks } = row;
  return { id, subscriptionId: row.subscription_id, state, startedAt: row.started_at.toISOString(), finishedAt: row.finished_at?.toISOString() ?? null, score, checks };
}
