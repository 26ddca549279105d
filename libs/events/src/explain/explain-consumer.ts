import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { events, type Params } from '#contracts';
import { DomainError, type Principal } from '#kernel';
import { Answers, type QueryHandler } from '#realtime';
import { noConsumer, type ConsumerRow } from '../consumer/consumer.js';
import { appendedAt } from '../consumer/source.js';
import { OwnerRights } from '../delivery/owner-rights.js';
import { FindEvent, type Found } from './find-event.js';
import { eventStep, filterSteps, hasStopped, rightStep, step, type Explanation, type Step } from './steps.js';

/** What is known of one number of a consumer. */
interface Standing {
  readonly delivered: number | null;
  readonly due: boolean | null;
  readonly due_at: Date | null;
  readonly reason: 'max_deliver' | 'terminated' | null;
  readonly times: number | null;
}

/** Follows an event on its way through a durable consumer, step by step. */
@Injectable()
@Answers(events.explainConsumer, ({ consumerId }) => ({ kind: 'consumer', id: consumerId }))
export class ExplainConsumer implements QueryHandler<typeof events.explainConsumer> {
  readonly nests = true;

  constructor(
    private readonly finding: FindEvent,
    private readonly rights: OwnerRights,
  ) {}

  async execute(actor: Principal, { consumerId, eventId }: Params<typeof events.explainConsumer>, db: EntityManager): Promise<Explanation> {
    const [consumer] = await db.query<ConsumerRow[]>('SELECT * FROM events_consumer WHERE id = $1', [consumerId]);
    if (consumer === undefined) throw noConsumer();
    const event = await this.finding.find(actor, eventId);
    if (consumer.stream !== null && consumer.stream !== event.stream) throw new DomainError('not_found', `The consumer reads ${consumer.stream} alone, and there is no such event in it.`);
    const number = consumer.stream === null ? event.seq : event.offset;
    const position = consumer.stream === null ? event.feedPosition : event.envelope.position;
    const owner = await this.rights.reader(consumer.owner_id);
    const before = [
      eventStep(event, event.feedPosition), ...startSteps(consumer, event, number), ...filterSteps(consumer.filter, event),
      rightStep(owner === null ? null : await this.rights.labels(owner, event.stream), event),
    ];
    const standing = await standingOf(db, consumerId, number);
    // What was given is told as it is, whatever filter and rights say now.
    if (standing.delivered !== null || standing.reason !== null) return { eventId, position, ...given(standing, before) };
    if (hasStopped(before)) return { eventId, position, outcome: 'left_out', steps: before };
    return { eventId, position, ...reached(consumer, number, before) };
  }
}

function startSteps(consumer: ConsumerRow, event: Found, number: number): readonly Step[] {
  if (event.stream === `consumer:${consumer.id}`) return [step('reader', 'stopped', 'The event tells of the consumer itself, which never gets such events: your other readers do.')];
  const since = consumer.start_time;
  if (since !== null && appendedAt(event.envelope) < since.getTime()) return [step('start', 'stopped', `The consumer begins with what was appended at ${since.toISOString()}; the event is older.`)];
  if (number <= Number(consumer.began)) {
    const newest = consumer.deliver_policy === 'last' || consumer.deliver_policy === 'last_per_subject' ? ', and is not, or no longer, one of the newest events that it began with' : '';
    return [step('start', newest === '' ? 'stopped' : 'told', `The event stands before the place where the consumer began (${consumer.deliver_policy})${newest}.`)];
  }
  return [step('start', 'passed', `The consumer began before the event (${consumer.deliver_policy}).`)];
}

async function standingOf(db: EntityManager, consumerId: string, number: number): Promise<Standing> {
  const [row] = await db.query<Standing[]>(
    `SELECT p.delivered, p.due_at <= now() AS due, p.due_at, k.reason, k.delivered AS times FROM (VALUES (1)) one
     LEFT JOIN events_pending p ON p.consumer_id = $1 AND p.numbers @> $2::bigint LEFT JOIN events_parked k ON k.consumer_id = $1 AND k.number = $2`, [consumerId, number]);
  return row ?? { delivered: null, due: null, due_at: null, reason: null, times: null };
}

function given({ delivered, due, due_at: dueAt, reason, times }: Standing, before: readonly Step[]): Pick<Explanation, 'outcome' | 'steps'> {
  if (reason !== null) {
    const why = reason === 'terminated' ? 'a reader has given it up' : 'it was given as often as the consumer allows';
    return { outcome: 'parked', steps: [...before, step('delivery', 'stopped', `It was given ${count(times ?? 0)} and is parked: ${why}. It may be redriven or discarded.`)] };
  }
  if (delivered === 0) return { outcome: 'waiting', steps: [...before, step('delivery', 'waiting', 'It waits to be given, before anything newer.')] };
  const when = due === true ? 'The wait is over: the next reader who asks gets it again, or it is parked if it was given as often as it may be.' : `If it is not settled by ${dueAt?.toISOString() ?? 'then'}, it is given again.`;
  return { outcome: 'out', steps: [...before, step('delivery', 'waiting', `It was given ${count(delivered ?? 0)} and is not settled yet.`), step('next', 'waiting', when)] };
}

function reached({ position, unsettled, deliver_policy: policy, began }: ConsumerRow, number: number, before: readonly Step[]): Pick<Explanation, 'outcome' | 'steps'> {
  if (unsettled || Number(position) < number) {
    return { outcome: 'waiting', steps: [...before, step('delivery', 'waiting', unsettled ? 'Nobody has read the consumer yet.' : `The consumer has not come to it yet: ${number - Number(position)} numbers lie between.`)] };
  }
  if (number <= Number(began) && policy.startsWith('last')) return { outcome: 'left_out', steps: [...before, step('delivery', 'stopped', 'It was none of the newest events that the consumer began with, or it is settled.')] };
  return { outcome: 'settled', steps: [...before, step('delivery', 'passed', 'The consumer has gone past it, and it is not out: a reader has acknowledged it, or filter and rights were others when the consumer came to it.')] };
}

function count(times: number): string {
  return times === 1 ? 'once' : `${times} times`;
}
