import { Injectable } from '@nestjs/common';
import type { z } from 'zod';
import type { events } from '#contracts';
import { DomainError, type Principal } from '#kernel';
import { UnitOfWork, type Work } from '#log';
import { readToken, type AckToken } from './ack-token.js';
import { lockConsumer, noConsumer, waitOf, type ConsumerRow } from './consumer.js';
import { Nudges } from './nudges.js';
import { inOrder, readNumbers, writeNumbers } from './number-set.js';
import { park, type Lost } from './park-messages.js';
import { Sources, type Numbered } from './source.js';

type Asked = z.output<typeof events.acksRequest>;
type Answer = z.output<typeof events.acksAnswer>;

/** What was asked for, as tokens of this consumer. */
interface Settling {
  readonly ack: readonly AckToken[];
  readonly nak: readonly (AckToken & { readonly delay: number })[];
  readonly term: readonly AckToken[];
  readonly progress: readonly AckToken[];
}

/**
 * Settles messages. An acknowledgement counts whichever delivery it came with, since the work is done; giving back, giving up and
 * asking for more time count for the newest delivery alone. Sent twice, it has no effect the second time.
 */
@Injectable()
export class SettleMessages {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly sources: Sources,
    private readonly nudges: Nudges,
  ) {}

  /** @throws DomainError invalid_input when a text is no token of this consumer; then nothing is settled */
  async settle(actor: Principal, id: string, asked: Asked): Promise<Answer> {
    const given = readAll(id, asked);
    const all = given.ack.length + given.nak.length + given.term.length + given.progress.length;
    const hopeless = given.term.length === 0 ? [] : await this.read(actor, id, given.term);
    const settled = await this.unitOfWork.run(actor, [id], async (work) => {
      if (all === given.ack.length && all > 0) return acknowledgeAll(work, actor, id, given.ack);
      const consumer = given.term.length > 0 ? await ownedAndLocked(work, actor, id) : await owned(work, actor, id);
      const settling = ofGeneration(given, consumer.generation);
      return (await acknowledge(work, consumer, settling.ack)) + (await giveUp(work, consumer, settling.term, hopeless))
        + (await giveBack(work, consumer, settling.nak)) + (await extend(work, consumer, settling.progress));
    });
    if (settled > 0) this.nudges.nudge(id);
    return { settled, ignored: all - settled };
  }

  private async read(actor: Principal, id: string, tokens: readonly AckToken[]): Promise<readonly Numbered[]> {
    const consumer = await this.unitOfWork.run(actor, [id], (work) => owned(work, actor, id));
    return this.sources.of(consumer.stream).pick(inOrder(tokens.map(({ number }) => number)));
  }
}

async function owned({ db }: Work, actor: Principal, id: string): Promise<ConsumerRow> {
  const [row] = await db.query<ConsumerRow[]>('SELECT * FROM events_consumer WHERE id = $1 AND owner_id = $2', [id, actor.personId]);
  if (row === undefined) throw noConsumer();
  return row;
}

async function ownedAndLocked(work: Work, actor: Principal, id: string): Promise<ConsumerRow> {
  await owned(work, actor, id);
  return lockConsumer(work.db, id);
}

/** All texts as tokens. @throws DomainError that names each text which is none, by its place */
function readAll(id: string, { ack, nak, term, progress }: Asked): Settling {
  const issues: { pointer: string; rule: string }[] = [];
  const read = (text: string, pointer: string): AckToken => {
    const token = readToken(id, text);
    if (token === null) issues.push({ pointer, rule: 'an ackToken of a message of this consumer' });
    return token ?? { generation: 0, number: 0, delivered: 0 };
  };
  const settling = {
    ack: ack.map((text, at) => read(text, `/ack/${at}`)),
    nak: nak.map(({ token, delay }, at) => ({ ...read(token, `/nak/${at}/token`), delay })),
    term: term.map((text, at) => read(text, `/term/${at}`)),
    progress: progress.map((text, at) => read(text, `/progress/${at}`)),
  };
  if (issues.length > 0) throw new DomainError('invalid_input', `${issues.length} of the tokens are none of this consumer; nothing was settled.`, { issues: issues.slice(0, 50) });
  return settling;
}

/** Tokens from before a reset mean nothing any more. */
function ofGeneration({ ack, nak, term, progress }: Settling, generation: number): Settling {
  const current = (token: AckToken): boolean => token.generation === generation;
  return { ack: ack.filter(current), nak: nak.filter(current), term: term.filter(current), progress: progress.filter(current) };
}

/** Whole batches are deleted as they are; of others the numbers are taken out. */
const ACKNOWLEDGE = `WITH hit AS (
    SELECT id, numbers FROM events_pending WHERE consumer_id = $1 AND generation = $2 AND numbers && $3::int8multirange ORDER BY id FOR UPDATE
  ), done AS (
    DELETE FROM events_pending WHERE id IN (SELECT id FROM hit WHERE numbers <@ $3::int8multirange)
  ), part AS (
    UPDATE events_pending p SET numbers = p.numbers - $3::int8multirange FROM hit WHERE p.id = hit.id AND NOT hit.numbers <@ $3::int8multirange
  )
  SELECT coalesce(sum(events_count(numbers * $3::int8multirange)), 0) AS settled,
    EXISTS (SELECT FROM events_consumer c WHERE c.id = $1 AND c.owner_id = $4) AS owned FROM hit`;

async function acknowledge({ db }: Work, { id, generation, owner_id: owner }: Pick<ConsumerRow, 'id' | 'generation' | 'owner_id'>, tokens: readonly AckToken[]): Promise<number> {
  if (tokens.length === 0) return 0;
  const [row] = await db.query<{ settled: string; owned: boolean }[]>(ACKNOWLEDGE, [id, generation, writeNumbers(inOrder(tokens.map(({ number }) => number))), owner]);
  if (row?.owned !== true) throw noConsumer();
  return Number(row.settled);
}

/** What most requests are: acknowledgements of one life of the consumer, in one statement. Rows of an earlier life are no more. */
async function acknowledgeAll(work: Work, actor: Principal, id: string, tokens: readonly AckToken[]): Promise<number> {
  let count = 0;
  for (const generation of new Set(tokens.map((token) => token.generation))) {
    count += await acknowledge(work, { id, generation, owner_id: actor.personId ?? '' }, tokens.filter((token) => token.generation === generation));
  }
  return count;
}

async function giveUp(work: Work, consumer: ConsumerRow, tokens: readonly AckToken[], events: readonly Numbered[]): Promise<number> {
  const lost: Lost[] = [];
  let count = 0;
  for (const [delivered, numbers] of byDelivery(tokens)) {
    const taken = await takeOut(work, consumer, delivered, numbers);
    count += taken.length;
    const there = new Set(taken);
    lost.push(...events.filter(({ number }) => there.has(number)).map((one) => ({ ...one, delivered })));
  }
  await park(work, consumer.id, lost, 'terminated');
  return count;
}

async function giveBack(work: Work, consumer: ConsumerRow, tokens: readonly (AckToken & { delay: number })[]): Promise<number> {
  let count = 0;
  for (const delay of new Set(tokens.map((token) => token.delay))) {
    for (const [delivered, numbers] of byDelivery(tokens.filter((token) => token.delay === delay))) {
      const taken = await takeOut(work, consumer, delivered, numbers);
      count += taken.length;
      await dueIn(work, consumer, { numbers: taken, delivered, seconds: delay });
    }
  }
  return count;
}

async function extend(work: Work, consumer: ConsumerRow, tokens: readonly AckToken[]): Promise<number> {
  let count = 0;
  for (const [delivered, numbers] of byDelivery(tokens)) {
    const taken = await takeOut(work, consumer, delivered, numbers);
    count += taken.length;
    await dueIn(work, consumer, { numbers: taken, delivered, seconds: waitOf(consumer, delivered) });
  }
  return count;
}

function byDelivery(tokens: readonly AckToken[]): ReadonlyMap<number, number[]> {
  const found = new Map<number, number[]>();
  for (const { number, delivered } of tokens) found.set(delivered, [...(found.get(delivered) ?? []), number]);
  return found;
}

/** Takes numbers out of their batches, where they are out with this delivery. @returns those that were */
async function takeOut({ db }: Work, { id, generation }: ConsumerRow, delivered: number, numbers: readonly number[]): Promise<readonly number[]> {
  const set = writeNumbers(inOrder(numbers));
  const rows = await db.query<{ id: string; hit: string }[]>(
    `SELECT id, (numbers * $4::int8multirange)::text AS hit FROM events_pending
     WHERE consumer_id = $1 AND generation = $2 AND delivered = $3 AND numbers && $4::int8multirange ORDER BY id FOR UPDATE`, [id, generation, delivered, set]);
  if (rows.length === 0) return [];
  const ids = rows.map((row) => row.id);
  await db.query('UPDATE events_pending SET numbers = numbers - $2::int8multirange WHERE id = ANY ($1::bigint[])', [ids, set]);
  await db.query('DELETE FROM events_pending WHERE id = ANY ($1::bigint[]) AND isempty(numbers)', [ids]);
  return inOrder(rows.flatMap(({ hit }) => readNumbers(hit)));
}

async function dueIn({ db }: Work, { id, generation }: ConsumerRow, { numbers, delivered, seconds }: { numbers: readonly number[]; delivered: number; seconds: number }): Promise<void> {
  if (numbers.length === 0) return;
  await db.query('INSERT INTO events_pending (consumer_id, generation, numbers, delivered, due_at) VALUES ($1, $2, $3::int8multirange, $4, now() + make_interval(secs => $5))',
    [id, generation, writeNumbers(numbers), delivered, seconds]);
}
