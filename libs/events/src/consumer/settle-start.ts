import { Injectable } from '@nestjs/common';
import { filter as contract } from '#contracts';
import { Database } from '#db';
import { systemActor, type Principal } from '#kernel';
import { UnitOfWork, type LogEvent } from '#log';
import { likePatterns } from './begin-consumer.js';
import type { ConsumerRow } from './consumer.js';
import { inOrder, writeNumbers } from './number-set.js';
import { placeAt } from './place-at.js';
import { Sources } from './source.js';
import { Visible } from './visible.js';

const system = systemActor('consumers');
/** Events that one look goes back at once, and how far it goes back in each stream. */
const PAGE = 500;
const BACK = 10_000;
/** Events are numbered in the order of their commits; a transaction that took this long (ms) is still found. */
const LATE = 60_000;

/** Looks for the place where a consumer begins, where that is not known without reading: at a time, or with the newest events. */
@Injectable()
export class SettleStart {
  constructor(
    private readonly database: Database,
    private readonly unitOfWork: UnitOfWork,
    private readonly sources: Sources,
    private readonly visible: Visible,
  ) {}

  /** Two at once do no harm: the second finds it settled. */
  async settle(actor: Principal, consumer: ConsumerRow): Promise<void> {
    const found = consumer.start_time === null
      ? { position: Number(consumer.position), first: await this.newest(actor, consumer) }
      : { position: await placeAt(this.sources.of(consumer.stream), consumer.start_time.getTime() - LATE), first: [] };
    await this.unitOfWork.run(actor, [consumer.id], async ({ db }) => {
      const [, settled] = await db.query<[unknown, number]>(
        'UPDATE events_consumer SET unsettled = false, position = $1, began = $1, turn = turn + 1 WHERE id = $2 AND turn = $3 AND unsettled', [found.position, consumer.id, consumer.turn]);
      if (settled === 1 && found.first.length > 0) {
        await db.query('INSERT INTO events_pending (consumer_id, generation, numbers, delivered, due_at) VALUES ($1, $2, $3, 0, now())', [consumer.id, consumer.generation, writeNumbers(found.first)]);
      }
    });
  }

  /** The numbers of the newest event of each stream that matches and is visible; of `last`, the newest of them all. */
  private async newest(actor: Principal, consumer: ConsumerRow): Promise<readonly number[]> {
    const wanted = contract.compileFilter(consumer.filter);
    const found: { stream: string; event: LogEvent }[] = [];
    for (const { name, end } of await this.streams(consumer)) {
      const event = await this.newestOf(actor, name, wanted, Number(end));
      if (event !== null) found.push({ stream: name, event });
    }
    const numbers = consumer.stream === null ? await this.inFeed(found) : found.map(({ event }) => event.offset);
    const first = inOrder(numbers);
    return consumer.deliver_policy === 'last' ? first.slice(-1) : first;
  }

  /** The streams that the filter may let through, and where each ended when the consumer began. What has come since is given as it comes. */
  private async streams({ id, stream, filter, position }: ConsumerRow): Promise<readonly { name: string; end: string }[]> {
    if (stream !== null) return [{ name: stream, end: position }];
    return this.database.transaction(system, [], (db) => db.query<{ name: string; end: string }[]>(
      `SELECT s.name, f."to" AS "end" FROM log_stream s
       CROSS JOIN LATERAL (SELECT "to" FROM log_feed WHERE stream_id = s.id AND seq <= $3 ORDER BY "to" DESC LIMIT 1) f
       WHERE s.name LIKE ANY ($1) AND s.name <> $2`, [likePatterns(filter), `consumer:${id}`, position]), 'snapshot');
  }

  private async newestOf(actor: Principal, stream: string, wanted: contract.Wanted, end: number): Promise<LogEvent | null> {
    const source = this.sources.of(stream);
    for (let to = end; to > Math.max(0, end - BACK); to -= PAGE) {
      const after = Math.max(0, to - PAGE);
      const page = (await source.read(after, to - after)).filter(({ event }) => wanted(event.envelope));
      const last = (await this.visible.of(actor, page)).at(-1);
      if (last !== undefined) return last.event;
    }
    return null;
  }

  /** Which numbers of the feed these events have. */
  private async inFeed(found: readonly { stream: string; event: LogEvent }[]): Promise<readonly number[]> {
    if (found.length === 0) return [];
    const rows = await this.database.transaction(system, [], (db) => db.query<{ seq: string }[]>(
      `SELECT f.seq - (f."to" - n."offset") AS seq FROM unnest($1::text[], $2::bigint[]) n(name, "offset")
       JOIN log_stream s ON s.name = n.name
       CROSS JOIN LATERAL (SELECT * FROM log_feed WHERE stream_id = s.id AND "to" >= n."offset" ORDER BY "to" LIMIT 1) f WHERE f."from" <= n."offset"`,
      [found.map(({ stream }) => stream), found.map(({ event }) => event.offset)]), 'snapshot');
    return rows.map(({ seq }) => Number(seq));
  }
}
