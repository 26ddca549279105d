import { Counter, Gauge, Histogram } from 'prom-client';

/** Endpoints that have figures of their own; all others share one. */
const NAMED = 200;
const OTHERS = 'others';
const named = new Set<string>();

const all = new Counter({ name: 'hub_delivery_attempts_total', help: 'Tries of deliveries, by what came of them.', labelNames: ['outcome'] });
const each = new Counter({ name: 'hub_delivery_endpoint_attempts_total', help: `Tries of deliveries of one subscription; the first ${NAMED} that a process meets have figures of their own.`, labelNames: ['subscription', 'outcome'] });

/** From an event's dispatch to its being taken. */
export const lag = new Histogram({ name: 'hub_delivery_lag_seconds', help: 'Time from the dispatch of an event to an endpoint having taken it.', buckets: [0.01, 0.03, 0.1, 0.3, 1, 5, 30, 300, 3_600, 36_000] });
/** From an event's commit to its dispatch, in the process on duty. */
export const dispatchLag = new Histogram({ name: 'hub_dispatch_lag_seconds', help: 'Time from the recording of an event to its deliveries being written down.', buckets: [0.005, 0.01, 0.03, 0.1, 0.3, 1, 5, 30, 300] });
/** Times that a subscription stood aside, because its deliveries could not be written down. */
export const stoodAside = new Counter({ name: 'hub_dispatch_aside_total', help: 'Times that the deliveries of one subscription could not be written down and it stood aside for a minute.' });
export const open = new Gauge({ name: 'hub_delivery_requests', help: 'Requests to endpoints that this process has open.' });
const pending = new Gauge({ name: 'hub_deliveries_pending', help: 'Deliveries that wait, as the process on duty last counted them.' });
const dead = new Gauge({ name: 'hub_deliveries_dead', help: 'Dead letters, as the process on duty last counted them.' });
const ofEndpoint = new Gauge({ name: 'hub_delivery_endpoint_pending', help: 'Deliveries of one subscription that wait; the most loaded ones have figures of their own.', labelNames: ['subscription'] });
const deadOfEndpoint = new Gauge({ name: 'hub_delivery_endpoint_dead', help: 'Dead letters of one subscription; the most loaded ones have figures of their own.', labelNames: ['subscription'] });
const lagOfEndpoint = new Gauge({ name: 'hub_delivery_endpoint_lag_seconds', help: 'Age of the oldest delivery of one subscription that waits; the most loaded ones have figures of their own, all others the highest of theirs.', labelNames: ['subscription'] });

/** Counts a try. */
export function attempts(subscriptionId: string, outcome: string): void {
  all.inc({ outcome });
  if (named.size < NAMED) named.add(subscriptionId);
  each.inc({ subscription: named.has(subscriptionId) ? subscriptionId : OTHERS, outcome });
}

/** What of one subscription waits and is dead, and since when (s) the oldest waits. */
export interface Waiting {
  readonly subscriptionId: string;
  readonly pending: number;
  readonly dead: number;
  readonly oldest: number;
}

/** What waits and what is dead, by subscription, the most loaded first. */
export function waiting(counts: readonly Waiting[]): void {
  const sum = (of: 'pending' | 'dead', some: readonly Waiting[] = counts): number => some.reduce((total, count) => total + count[of], 0);
  pending.set(sum('pending'));
  dead.set(sum('dead'));
  for (const gauge of [ofEndpoint, deadOfEndpoint, lagOfEndpoint]) gauge.reset();
  for (const count of counts.slice(0, NAMED)) tell(count.subscriptionId, count.pending, count.dead, count.oldest);
  const others = counts.slice(NAMED);
  if (others.length > 0) tell(OTHERS, sum('pending', others), sum('dead', others), Math.max(...others.map(({ oldest }) => oldest)));
}

function tell(subscription: string, waits: number, given: number, oldest: number): void {
  ofEndpoint.set({ subscription }, waits);
  deadOfEndpoint.set({ subscription }, given);
  lagOfEndpoint.set({ subscription }, oldest);
}
