import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { z } from 'zod';
import { events, type Output, type Params } from '#contracts';
import { DomainError, type Principal } from '#kernel';
import { Answers, type Granted, type QueryHandler } from '#realtime';
import { DELIVERY_COLUMNS, toDelivery, type DeliveryRow } from './delivery-row.js';

type Tried = z.output<typeof events.attemptFacts>;

interface AttemptRow {
  readonly number: number;
  readonly at: Date;
  readonly milliseconds: number;
  readonly outcome: Tried['outcome'];
  readonly status: number | null;
  readonly fault: string | null;
  readonly request_headers: Record<string, string>;
  readonly response_headers: Record<string, string> | null;
  readonly response_body: string | null;
}

/** Tries that one answer holds, the newest: a delivery that was replayed often has more. */
const MOST = 100;

/** What an endpoint said is its owner's to read; administrators see what came of it. */
@Injectable()
@Answers(events.readDelivery, (params) => ({ kind: 'subscription', id: params.subscriptionId }))
export class ReadDelivery implements QueryHandler<typeof events.readDelivery> {
  async execute(_: Principal, { subscriptionId, sequence }: Params<typeof events.readDelivery>, db: EntityManager, { standing }: Granted): Promise<Output<typeof events.readDelivery>> {
    const [row] = await db.query<DeliveryRow[]>(`SELECT ${DELIVERY_COLUMNS} FROM events_delivery WHERE subscription_id = $1 AND sequence = $2`, [subscriptionId, sequence]);
    if (row === undefined) throw new DomainError('delivery_unknown', `The subscription has no delivery ${sequence}.`);
    const tries = await db.query<AttemptRow[]>(
      `SELECT number, at, milliseconds, outcome, status, fault, request_headers, response_headers, response_body FROM events_attempt
       WHERE subscription_id = $1 AND sequence = $2 ORDER BY number DESC LIMIT ${MOST}`, [subscriptionId, sequence]);
    return { ...toDelivery(row), tries: tries.reverse().map((one) => toTried(one, standing.has('owner'))) };
  }
}

function toTried(row: AttemptRow, whole: boolean): Tried {
  const { number, milliseconds, outcome, status, fault } = row;
  return {
    number, at: row.at.toISOString(), milliseconds, outcome, status, fault,
    request: whole ? { headers: row.request_headers } : null,
    response: whole && row.response_headers !== null ? { headers: row.response_headers, body: row.response_body ?? '' } : null,
  };
}
