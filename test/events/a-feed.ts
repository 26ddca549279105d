import { alliance } from '#contracts';
import { BatchedLog } from '#log';
import type { Answer, TestHub, Visitor } from '../support/hub.js';
import { claim, type Someone } from '../support/people.js';
import { until } from '../support/until.js';

/** A hub with something to tell: an institution of the alliance, whose stream everybody signed in may read. */
export interface Feed {
  readonly hub: TestHub;
  readonly admin: Someone;
  readonly institutionId: string;
  readonly stream: string;
  /** Appends so many events to the institution's stream; `name` of each tells which it is. */
  publish(many: number, from?: number): Promise<void>;
}

export async function aFeed(hub: TestHub): Promise<Feed> {
  const admin = await claim(hub);
  const { body } = await admin.send<{ institutionId: string }>('alliance.institution.register', { name: 'Gwadar General Hospital', countryCode: 'PK', zone: 'Asia/Karachi' });
  const { institutionId } = body;
  const stream = `org:${institutionId}`;
  // That the institution was registered is such an event too.
  await numbered(hub);
  return {
    hub, admin, institutionId, stream,
    publish: async (many, from = 1) => {
      const log = hub.app.get(BatchedLog);
      // One after the other in the queue of the log, so that they stand in the stream in this order.
      await Promise.all(Array.from({ length: many }, (_, n) => log.append(alliance.institutionChanged, stream, { institutionId, name: `event ${from + n}`, countryCode: 'PK', zone: 'Asia/Karachi', state: 'active' }, { actor: 'system:test' })));
    },
  };
}

/** Waits until every event has its number: whoever begins with what is new begins where the numbers have come to. */
export async function numbered(hub: TestHub): Promise<void> {
  await until(async () => (await hub.database.sql('SELECT FROM log_unnumbered LIMIT 1')).length === 0);
}

/** The filter of those who want only what `publish` makes. */
export const published = { types: ['alliance.institution.changed.v1'] };

/** A subscription as somebody asked for it, once its endpoint has agreed. */
export async function subscribe(hub: TestHub, owner: Visitor, url: string, settings: Readonly<Record<string, unknown>> = {}): Promise<{ id: string; secret: string }> {
  await numbered(hub);
  const { status, body } = await owner.send<{ subscriptionId: string; secret: string }>('events.subscription.create', { name: 'Hospital information system', url, filter: published, ...settings });
  if (status !== 200) throw new Error(`no subscription was made: ${JSON.stringify(body)}`);
  await inState(hub, body.subscriptionId, 'active');
  return { id: body.subscriptionId, secret: body.secret };
}

/** Waits until the subscription is in a state. */
export async function inState(hub: TestHub, id: string, state: string): Promise<void> {
  await until(async () => (await hub.database.sql<{ state: string }>('SELECT state FROM events_subscription WHERE id = $1', [id]))[0]?.state === state);
}

/** Deliveries of a subscription, by their state. */
export async function tally(hub: TestHub, id: string): Promise<Record<string, number>> {
  const rows = await hub.database.sql<{ state: string; count: number }>('SELECT state, count(*)::int AS count FROM events_delivery WHERE subscription_id = $1 GROUP BY state', [id]);
  return Object.fromEntries(rows.map(({ state, count }) => [state, count]));
}

/** Waits until so many deliveries of a subscription are settled, and none is pending. */
export async function settled(hub: TestHub, id: string, many: number): Promise<void> {
  await until(async () => {
    const { delivered = 0, dead = 0, pending = 0 } = await tally(hub, id);
    return pending === 0 && delivered + dead === many;
  });
}

export { until };
export type { Answer };
