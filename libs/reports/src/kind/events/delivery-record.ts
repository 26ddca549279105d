import { events, reports, type Data, type Output } from '#contracts';
import type { Section, Value } from '../../document/document.js';
import type { Gathering, ReportKind } from '../../document/report-kind.js';
import { list } from '../ask.js';
import { bars } from '../../chart/bars.js';
import { chart, facts, percentile, section, share, sorted, table } from '../compose.js';
import { fold, on } from '../fold.js';
import { endOf, happened } from '../window.js';

type Subscription = Output<typeof events.listSubscriptions>;
type Delivery = Output<typeof events.listDeliveries>;
type Moved = Data<typeof events.subscriptionMoved>;

/** Deliveries of one subscription that a report looks at, the newest. */
const MOST = 20_000;
/** Dead deliveries that it names. */
const NAMED = 500;

/** What became of the deliveries of one subscription by the end of the window. */
interface Sent {
  readonly subscription: Subscription;
  readonly deliveries: readonly Delivery[];
  readonly delivered: readonly Delivery[];
  readonly dead: readonly Delivery[];
  /** Milliseconds from the making of a delivery until the endpoint took it, ascending. */
  readonly latencies: readonly number[];
}

/**
 * The deliveries that were made in the window for the reader’s own subscriptions. Deliveries are no events: they are read from the hub and told as they stood at the end of
 * the window; of those that were made due again, or that are no longer kept, it tells what is left to know. Changes of state are told by events.
 */
export const deliveryRecord: ReportKind<typeof reports.deliveryRecord> = {
  contract: reports.deliveryRecord,
  async gather(gathering) {
    const { say } = gathering;
    const moves: { moved: Moved; at: string }[] = [];
    const subscriptions = await list(gathering, events.listSubscriptions, {});
    const last = await fold(gathering, [on(events.subscriptionMoved, (moved, { time }) => { moves.push({ moved, at: time }); })], { streams: subscriptions.map(({ id }) => `subscription:${id}`) });
    const sent = (await readSent(gathering, subscriptions, endOf(gathering, last))).filter(({ deliveries }) => deliveries.length > 0);
    const counts = happened(gathering);
    const names = new Map(subscriptions.map(({ id, name }) => [id, name]));
    return {
      title: say('events.delivery_record.title'), subtitle: say('text.deliveries', { count: sent.reduce((all, { deliveries }) => all + deliveries.length, 0) }),
      sections: [...(sent.length === 0 ? [] : [overview(gathering, sent)]), figures(gathering, sent), dead(gathering, sent), section(gathering, 'moves', [
        table(gathering, 'moves', ['at:instant', 'subscriptionId:id', 'subscription', 'from', 'to', 'reason'], moves.filter(({ at, moved }) => counts(at) && moved.from !== moved.to).map(({ at, moved }) => [
          at, moved.subscriptionId, names.get(moved.subscriptionId) ?? null, say(`code.subscription_state.${moved.from}`), say(`code.subscription_state.${moved.to}`), moved.reason === null ? null : say(`code.disabled.${moved.reason}`),
        ])),
      ])],
    };
  },
};

async function readSent(gathering: Gathering, subscriptions: readonly Subscription[], end: Date): Promise<Sent[]> {
  const { window } = gathering;
  const span = window === null ? {} : { since: window.from.toISOString(), until: window.to.toISOString() };
  const sent: Sent[] = [];
  for (const subscription of sorted(subscriptions, ({ name }) => name, ({ id }) => id)) {
    const deliveries = await list(gathering, events.listDeliveries, { subscriptionId: subscription.id, ...span }, MOST);
    const settled = deliveries.filter(({ settledAt }) => settledAt !== null && (window === null || Date.parse(settledAt) < end.getTime()));
    const delivered = settled.filter(({ state }) => state === 'delivered');
    const latencies = delivered.map(({ createdAt, settledAt }) => Math.max(0, Date.parse(settledAt ?? createdAt) - Date.parse(createdAt))).sort((a, b) => a - b);
    sent.push({ subscription, deliveries, delivered, dead: settled.filter(({ state }) => state === 'dead'), latencies });
  }
  return sent;
}

function overview(gathering: Gathering, sent: readonly Sent[]): Section {
  const count = (of: (one: Sent) => readonly Delivery[]): number => sent.reduce((all, one) => all + of(one).length, 0);
  const [made, delivered, dead] = [count(({ deliveries }) => deliveries), count((one) => one.delivered), count((one) => one.dead)];
  const latencies = sent.flatMap((one) => one.latencies).sort((a, b) => a - b);
  return {
    title: gathering.say('section.overview'),
    blocks: [facts(gathering, [
      ['subscriptions', sent.length], ['deliveries', made], ['delivered', delivered], ['givenUp', dead], ['waiting', made - delivered - dead], ['success:percent', share(delivered, made)], ['p50Ms', percentile(latencies, 50)], ['p95Ms', percentile(latencies, 95)],
    ])],
  };
}

function figures(gathering: Gathering, sent: readonly Sent[]): Section {
  return section(gathering, 'subscriptions', [
    table(gathering, 'subscriptions', [
      'subscriptionId:id', 'subscription', 'protocol', 'deliveries:number', 'delivered:number', 'dead:number', 'waiting:number', 'success:percent', 'tries:number', 'retried:number', 'p50Ms:number', 'p95Ms:number', 'longestMs:number',
    ], sent.map(({ subscription: { id, name, protocol }, deliveries, delivered, dead: given, latencies }): Value[] => [
      id, name, protocol, deliveries.length, delivered.length, given.length, deliveries.length - delivered.length - given.length, share(delivered.length, deliveries.length),
      deliveries.reduce((all, { attempts }) => all + attempts, 0), deliveries.filter(({ attempts }) => attempts > 1).length, percentile(latencies, 50), percentile(latencies, 95), latencies.at(-1) ?? null,
    ])),
    chart(gathering, 'deliveries', bars(sent.map(({ subscription }) => subscription.name), [
      { name: gathering.say('column.delivered'), values: sent.map(({ delivered }) => delivered.length) }, { name: gathering.say('column.dead'), values: sent.map(({ dead: given }) => given.length) },
      { name: gathering.say('column.waiting'), values: sent.map(({ deliveries, delivered, dead: given }) => deliveries.length - delivered.length - given.length) },
    ], { stacked: true })),
  ]);
}

function dead(gathering: Gathering, sent: readonly Sent[]): Section {
  const rows = sent.flatMap(({ subscription, dead: given }) => given.map(({ sequence, type, eventId, attempts, createdAt, settledAt }): Value[] => [subscription.name, sequence, type, eventId, attempts, createdAt, settledAt]));
  return section(gathering, 'dead', [
    ...(rows.length > NAMED ? [{ block: 'paragraph' as const, text: gathering.say('text.more', { count: rows.length - NAMED }) }] : []),
    table(gathering, 'dead', ['subscription', 'sequence:number', 'type', 'eventId:id', 'tries:number', 'createdAt:instant', 'givenUpAt:instant'], rows.slice(0, NAMED)),
  ]);
}
