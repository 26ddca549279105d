import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { events, type Params } from '#contracts';
import type { Principal } from '#kernel';
import { Answers, type QueryHandler } from '#realtime';
import { appendedAt } from '../consumer/source.js';
import { DeliveryClock } from '../delivery/delivery-clock.js';
import { OwnerRights } from '../delivery/owner-rights.js';
import { allowedPayload, dataClassOf } from '../message/allowed-payload.js';
import { DELIVERY_COLUMNS, type DeliveryRow } from '../subscription/delivery-row.js';
import { Subscription } from '../subscription/subscription.entity.js';
import { FindEvent, type Found } from './find-event.js';
import { eventStep, filterSteps, hasStopped, rightStep, step, type Explanation, type Step } from './steps.js';

/** Tries that are told of, the newest. */
const TRIES = 20;

interface Tried {
  readonly number: number;
  readonly at: Date;
  readonly outcome: string;
  readonly status: number | null;
  readonly fault: string | null;
}

/** Follows an event on its way to a subscription, step by step, as the dispatcher and the sender go. */
@Injectable()
@Answers(events.explainSubscription, ({ subscriptionId }) => ({ kind: 'subscription', id: subscriptionId }))
export class ExplainSubscription implements QueryHandler<typeof events.explainSubscription> {
  readonly nests = true;

  constructor(
    private readonly finding: FindEvent,
    private readonly rights: OwnerRights,
    private readonly clock: DeliveryClock,
  ) {}

  async execute(actor: Principal, { subscriptionId, eventId }: Params<typeof events.explainSubscription>, db: EntityManager): Promise<Explanation> {
    const subscription = await db.findOneByOrFail(Subscription, { id: subscriptionId });
    const event = await this.finding.find(actor, eventId);
    const deliveries = await db.query<(DeliveryRow & { fault: string | null })[]>(`SELECT ${DELIVERY_COLUMNS}, fault FROM events_delivery WHERE subscription_id = $1 AND event_id = $2 ORDER BY sequence`, [subscriptionId, eventId]);
    const last = deliveries.at(-1);
    const told = last === undefined ? await this.withoutDelivery(db, subscription, event) : await this.withDelivery(db, subscription, event, last);
    return { eventId, position: event.feedPosition, ...told, steps: [eventStep(event, event.feedPosition), ...told.steps] };
  }

  private async withDelivery(db: EntityManager, subscription: Subscription, event: Found, delivery: DeliveryRow & { fault: string | null }): Promise<Pick<Explanation, 'outcome' | 'steps'>> {
    const { sequence, state, attempts, payload } = delivery;
    const tries = await db.query<Tried[]>(`SELECT number, at, outcome, status, fault FROM events_attempt WHERE subscription_id = $1 AND sequence = $2 ORDER BY number DESC LIMIT ${TRIES}`, [subscription.id, sequence]);
    const verdict = { delivered: 'passed', pending: 'waiting', dead: 'stopped' } as const;
    const became = { delivered: 'the endpoint has taken it', pending: 'it is still to be delivered', dead: delivery.fault ?? 'every try of the schedule has failed; it may be replayed' };
    const steps = [
      step('reader', 'passed', 'The subscription was active when the event came to it.'),
      step('filter', 'passed', 'The filter let it through when it was dispatched.'),
      step('right', 'passed', 'The owner might see it when it was dispatched.'),
      payloadStep(subscription, event, payload),
      step('delivery', verdict[state], `It is delivery ${sequence}, tried ${attempts} ${attempts === 1 ? 'time' : 'times'}: ${became[state]}.`),
      ...tries.reverse().map(tryStep),
      ...(state === 'pending' ? [step('next', 'waiting', await this.next(db, subscription, delivery))] : []),
    ];
    return { outcome: state, steps };
  }

  /** What a pending delivery waits for. */
  private async next(db: EntityManager, { id, state, ordered }: Subscription, { sequence, due_at: dueAt }: DeliveryRow): Promise<string> {
    if (state !== 'active') return `Nothing is sent while the subscription is ${state}.`;
    const now = this.clock.now();
    const [progress] = await db.query<{ rest_until: Date }[]>('SELECT rest_until FROM events_progress WHERE subscription_id = $1 AND rest_until > $2', [id, now]);
    if (progress !== undefined) return `The endpoint asked to be left alone until ${progress.rest_until.toISOString()}; a replay tries it at once.`;
    const [before] = ordered
      ? await db.query<{ sequence: string; due_at: Date }[]>(`SELECT sequence, due_at FROM events_delivery WHERE subscription_id = $1 AND state = 'pending' AND sequence < $2 ORDER BY sequence LIMIT 1`, [id, sequence])
      : [];
    if (before !== undefined) return `Deliveries of this subscription keep their order: it comes after delivery ${before.sequence}, whose next try is due at ${before.due_at.toISOString()}.`;
    if (dueAt <= now) return 'It is due, and is sent as soon as its turn comes.';
    return `The next try is due at ${dueAt.toISOString()}; a replay tries it at once.`;
  }

  private async withoutDelivery(db: EntityManager, subscription: Subscription, event: Found): Promise<Pick<Explanation, 'outcome' | 'steps'>> {
    const [progress] = await db.query<{ position: string }[]>('SELECT position FROM events_progress WHERE subscription_id = $1', [subscription.id]);
    const looked = Number(progress?.position ?? 0) >= event.seq;
    const owner = await this.rights.now(subscription.ownerId);
    const steps: Step[] = [
      readerStep(subscription, looked),
      ...(looked && appendedAt(event.envelope) < subscription.createdAt.getTime() ? [step('start', 'stopped', 'The event is older than the subscription, and stands before the place where it was made to begin.')] : []),
      ...filterSteps(subscription.filter, event),
      rightStep(owner === null ? null : await this.rights.labels(owner, event.stream), event),
      payloadStep(subscription, event, allowedPayload(event.envelope.type, subscription.payload)),
    ];
    if (hasStopped(steps)) return { outcome: 'left_out', steps };
    if (!looked) return { outcome: 'waiting', steps };
    // Now it would get it. What kept it back then is not written down.
    return { outcome: 'left_out', steps: [...steps, step('delivery', 'stopped', 'There is no delivery: when it was dispatched the filter or the owner’s rights were others than now, or the delivery is no longer kept.')] };
  }
}

function readerStep({ state, reason }: Subscription, looked: boolean): Step {
  if (looked) return step('reader', 'passed', `The subscription has looked at the event. It is ${state} now.`);
  if (state === 'ended') return step('reader', 'stopped', 'The subscription had ended before it came to the event.');
  const why = { requested: 'it begins when its endpoint has proved that it wants this', active: 'it comes to it in a moment', paused: 'it goes on from there when it is resumed', disabled: `the hub has disabled it (${reason ?? 'unknown'}), and it goes on from there when it is activated` };
  return step('reader', 'waiting', `The subscription has not come to the event yet: ${why[state]}.`);
}

function payloadStep({ payload: wanted }: Subscription, { envelope }: Found, payload: DeliveryRow['payload']): Step {
  const words = { full: 'with its data', id: 'by its id, without its data', empty: 'as the bare news that there is something' };
  const less = payload === wanted ? '' : ` The subscription asks for “${wanted}”, of which the class of these data allows less.`;
  return step('payload', 'told', `It leaves the hub ${words[payload]}: data of the class ${dataClassOf(envelope.type)}.${less}`);
}

function tryStep({ number, at, outcome, status, fault }: Tried): Step {
  const answer = status === null ? (fault ?? 'there was no answer') : `the endpoint answered ${status}`;
  return step('attempt', outcome === 'delivered' ? 'passed' : 'told', `Try ${number}, at ${at.toISOString()}: ${outcome}, ${answer}.`);
}
