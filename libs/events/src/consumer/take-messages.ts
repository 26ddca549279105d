import { Injectable } from '@nestjs/common';
import { DomainError, type Principal } from '#kernel';
import { UnitOfWork } from '#log';
import { ClaimMessages } from './claim-messages.js';
import { noConsumer, type ConsumerRow } from './consumer.js';
import { FindMessages } from './find-messages.js';
import { messageOf, type Due, type Message, type Standing, type Wish } from './message.js';
import { MOST_PARKED, ParkMessages } from './park-messages.js';
import { SettleStart } from './settle-start.js';
import { Sources } from './source.js';

/** Times that one reader begins again because another was faster: each time the other one got something. */
const ATTEMPTS = 20;

const LOOK = `SELECT c.*, o.pending, (extract(epoch FROM o.due_at - now()) * 1000)::float8 AS due_in, h.epoch AS history
  FROM events_consumer c
  CROSS JOIN LATERAL (
    SELECT coalesce(sum(events_count(p.numbers)) FILTER (WHERE p.delivered > 0), 0) AS pending, min(p.due_at) AS due_at FROM events_pending p WHERE p.consumer_id = c.id
  ) o
  LEFT JOIN LATERAL (
    SELECT f.epoch FROM events_feed_head() f WHERE c.stream IS NULL UNION ALL SELECT l.epoch FROM log_head(c.stream) l
  ) h ON true
  WHERE c.id = $1 AND c.owner_id = $2`;

/** What one attempt gave. */
export interface Taken {
  readonly consumer: Standing;
  readonly epoch: string | null;
  readonly messages: readonly Message[];
  /** How far the source was looked at. */
  readonly through: number;
  readonly ackPending: number;
}

/** The two steps of giving. */
@Injectable()
export class TakeSteps {
  constructor(
    readonly finding: FindMessages,
    readonly claiming: ClaimMessages,
  ) {}
}

/**
 * Gives messages out. What is read is read without a lock; what is given is claimed afterwards. So a message is never with two
 * readers while its wait runs, and a reader that dies with it loses nothing: it is due again.
 */
@Injectable()
export class TakeMessages {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly sources: Sources,
    private readonly start: SettleStart,
    private readonly parking: ParkMessages,
    private readonly steps: TakeSteps,
  ) {}

  /** @param looked how far this reader has looked without finding anything; forgotten when another has gone on meanwhile */
  async take(actor: Principal, id: string, wish: Wish, looked: { turn: string; through: number } | null): Promise<Taken> {
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      const consumer = await this.look(actor, id);
      if (consumer.unsettled) await this.start.settle(actor, consumer);
      else {
        const taken = await this.attempt(actor, consumer, wish, looked?.turn === consumer.turn ? looked.through : Number(consumer.position));
        if (taken !== null) return taken;
      }
    }
    throw new DomainError('rate_limited', 'Too many readers pull this consumer at once: come back in 1 s.', { retryAfter: 1 });
  }

  /** The consumer, what is out, and where its source ends, in one look. */
  private async look(actor: Principal, id: string): Promise<Standing> {
    const [row] = await this.unitOfWork.read(actor, [id], (db) => db.query<Standing[]>(LOOK, [id, actor.personId]));
    if (row === undefined) throw noConsumer();
    if (row.parked >= MOST_PARKED) throw new DomainError('too_many_parked', `${row.parked} events are parked: redrive or discard them, and it goes on.`, { parked: row.parked });
    return row;
  }

  /** Null when it has to be begun again. */
  private async attempt(actor: Principal, consumer: Standing, wish: Wish, from: number): Promise<Taken | null> {
    const source = this.sources.of(consumer.stream);
    const epoch = historyOf(consumer);
    const due = (consumer.due_in ?? 1) <= 0 ? await this.due(actor, consumer.id, wish.batch) : [];
    if (due.some((row) => isSpent(consumer, row))) {
      await this.parking.spent(consumer.id);
      return null;
    }
    const found = await this.steps.finding.find(actor, consumer, { source, due, wish, from });
    const again = await this.steps.claiming.claim(actor, consumer, found, epoch);
    if (again === null) return null;
    const given = found.chosen.filter(({ row, number }) => row === null || again.has(number));
    const before = given.filter(({ row }) => row !== null && row.delivered > 0).length;
    return {
      consumer, epoch, messages: given.map((one) => messageOf(consumer, epoch ?? '', one)),
      through: found.through, ackPending: Number(consumer.pending) + given.length - before,
    };
  }

  private due(actor: Principal, id: string, batch: number): Promise<Due[]> {
    return this.unitOfWork.read(actor, [id], (db) => db.query<Due[]>(
      'SELECT id, numbers::text AS numbers, delivered FROM events_pending WHERE consumer_id = $1 AND due_at <= now() ORDER BY lower(numbers) LIMIT $2', [id, batch]));
  }
}

/** The epoch that is read. Another one, after a restore, is another history: nobody resumes into it. */
function historyOf({ epoch, history }: Standing): string | null {
  if (history !== null && epoch !== null && history !== epoch) {
    throw new DomainError('position_gone', 'The log has another history since a restore: reset the consumer, and drop what you have by event id.', { epoch: history });
  }
  return history ?? epoch;
}

/** Given as often as it may be. */
function isSpent({ max_deliver: most }: ConsumerRow, { delivered }: Due): boolean {
  return most !== null && delivered >= most;
}
