import { DeliveryClock, Jitter, Sweeper, TidyConsumers } from '#events';
import { alliance } from '#contracts';
import { Escalate } from '#notifications';
import { BatchedLog } from '#log';
import { done, settled } from '../council/a-council.js';
import { inState, published, subscribe } from '../events/a-feed.js';
import { startHub, type TestHub } from '../support/hub.js';
import { claim, enter, type Someone } from '../support/people.js';
import { openSink, willing, type Got, type Sink } from '../support/sink.js';
import { until } from '../support/until.js';
import { inboxOf, toldOf, toldSoon } from './inbox-of.js';
import { mailsTo } from './outbox-of.js';

let hub: TestHub;
let administrator: Someone;
let owner: Someone;
let stranger: Someone;
let institutionId: string;
let sink: Sink;
beforeAll(async () => {
  hub = await startHub({ HUB_WEBHOOK_ALLOW: '127.0.0.1', HUB_RATE_PER_SECOND: '10000', HUB_RATE_BURST: '100000' });
  Object.assign(hub.app.get(Jitter), { draw: () => 0.5 });
  administrator = await claim(hub);
  [owner, stranger] = [await enter(hub, administrator, { roles: ['integrator'] }), await enter(hub, administrator, { roles: ['integrator'] })];
  institutionId = done(await administrator.send<{ institutionId: string }>('alliance.institution.register', { name: 'Gwadar General', countryCode: 'PK', zone: 'Asia/Karachi' })).institutionId;
  sink = await openSink();
}, 120_000);
afterEach(() => sink.behave(null));
afterAll(async () => {
  await sink.close();
  await hub.close();
});

/** Answers a question for consent willingly, and each delivery with this status. */
const answers = (status: number) => (got: Got, reply: Parameters<typeof willing>[1]): void => (got.method === 'OPTIONS' ? willing(got, reply) : void reply.writeHead(status).end());
/** Something that subscribers are told. */
const publish = (): Promise<unknown> =>
  hub.app.get(BatchedLog).append(alliance.institutionChanged, `org:${institutionId}`, { institutionId, name: 'Gwadar General', countryCode: 'PK', zone: 'Asia/Karachi', state: 'active' }, { actor: 'system:test' });
const of = async (person: Someone, notice: string, id: string): Promise<readonly object[]> => (await toldOf(person, notice)).filter(({ about }) => about === `subscription:${id}`);
/** Nobody but the owner is told: administrators may look at a subscription, and are not told of it. */
async function othersHeardNothing(id: string): Promise<void> {
  for (const person of [administrator, stranger]) expect((await inboxOf(person)).filter(({ about }) => about.endsWith(id))).toEqual([]);
}

describe('the owner of a subscription', () => {
  it('is told when the fourth delivery in a row has failed, once', async () => {
    const { id } = await subscribe(hub, owner, sink.url, { name: 'Failing system' });
    let ahead = 0;
    hub.app.get(DeliveryClock).now = () => new Date(Date.now() + ahead);
    sink.behave(answers(500));
    await publish();
    const tries = async (): Promise<number> => (await hub.database.sql('SELECT 1 FROM events_attempt WHERE subscription_id = $1', [id])).length;
    for (let made = 1; made <= 5; made += 1) {
      await until(async () => (await tries()) >= made);
      ahead += 86_400_000;
      await hub.app.get(Sweeper).sweep();
    }
    await toldSoon(owner, 'events.subscription_failing');
    await settled(hub);
    expect(await of(owner, 'events.subscription_failing', id)).toMatchObject([{ critical: false, facts: { subscription: 'Failing system', failures: 4 } }]);
    await othersHeardNothing(id);
    hub.app.get(DeliveryClock).now = () => new Date();
    done(await owner.send('events.subscription.end', { subscriptionId: id }));
  });

  it('is told why the hub disabled it, and nothing when they stop it themselves', async () => {
    const { id } = await subscribe(hub, owner, sink.url);
    done(await owner.send('events.subscription.pause', { subscriptionId: id }));
    done(await owner.send('events.subscription.resume', { subscriptionId: id }));
    sink.behave(answers(410));
    await publish();
    await inState(hub, id, 'disabled');
    await settled(hub);
    expect(await of(owner, 'events.subscription_disabled', id)).toMatchObject([{ facts: { subscription: 'Hospital information system', reason: 'gone' } }]);
    await othersHeardNothing(id);
  });

  it('is told that it is disabled, and the administrators after them, unless the owner acknowledges it or sees to it', async () => {
    const disable = async (): Promise<string> => {
      sink.behave(null);
      const { id } = await subscribe(hub, owner, sink.url);
      sink.behave(answers(410));
      await publish();
      await inState(hub, id, 'disabled');
      await settled(hub);
      return id;
    };
    /** Its time is up. */
    const fallDue = async (id: string): Promise<string | null | undefined> => {
      const its = `notice_id = (SELECT id FROM notification_notice WHERE name = 'events.subscription_disabled' AND about = $1)`;
      await hub.database.sql(`UPDATE notification_escalation SET due_at = now() - interval '1 ms' WHERE ended IS NULL AND ${its}`, [`subscription:${id}`]);
      await hub.app.get(Escalate).look();
      const [row] = await hub.database.sql<{ ended: string | null }>(`SELECT ended FROM notification_escalation WHERE ${its}`, [`subscription:${id}`]);
      return row?.ended;
    };
    const [heard, ended, ignored] = [await disable(), await disable(), await disable()];
    const [entry] = (await toldOf(owner, 'events.subscription_disabled')).filter(({ about }) => about === `subscription:${heard}`);
    done(await owner.send('notifications.entry.acknowledge', { entryId: entry?.entryId }));
    done(await owner.send('events.subscription.end', { subscriptionId: ended }));
    expect([await fallDue(heard), await fallDue(ended), await fallDue(ignored)]).toEqual(['acknowledged', 'over', null]);
    expect((await toldOf(administrator, 'events.subscription_disabled')).map(({ about }) => about)).toEqual([`subscription:${ignored}`]);
    expect(await toldOf(stranger, 'events.subscription_disabled')).toEqual([]);
  });

  it('is told once that the endpoint did not agree, without what it answered', async () => {
    sink.behave((_, reply) => void reply.writeHead(404, { 'content-type': 'text/plain' }).end('Patient Gulnora'));
    const { subscriptionId } = done(await owner.send<{ subscriptionId: string }>('events.subscription.create', { name: 'Unwilling', url: sink.url, filter: published }));
    await until(async () => (await of(owner, 'events.handshake_failed', subscriptionId)).length === 1);
    expect(JSON.stringify(await inboxOf(owner))).not.toContain('Gulnora');
    await othersHeardNothing(subscriptionId);
  });

  it('is told critically of a new secret, without it, and of an examination that is finished', async () => {
    const { id } = await subscribe(hub, owner, sink.url);
    const { secret } = done(await owner.send<{ secret: string }>('events.subscription.rotate_secret', { subscriptionId: id }));
    done(await owner.send('events.sandbox.examine', { subscriptionId: id }));
    await until(async () => (await of(owner, 'events.examination_finished', id)).length === 1);
    expect(await of(owner, 'events.secret_rotated', id)).toMatchObject([{ critical: true }]);
    expect(JSON.stringify(await inboxOf(owner))).not.toContain(secret);
    await othersHeardNothing(id);
  });
});

describe('the owner of a consumer', () => {
  it('is told what is parked', async () => {
    const { consumerId } = done(await owner.send<{ consumerId: string }>('events.consumer.create', { name: 'billing', filter: published, maxDeliver: 1, deliverPolicy: 'new' }));
    await publish();
    const messages = async (): Promise<readonly { ackToken: string }[]> => done(await owner.post<{ messages: { ackToken: string }[] }>(`/consumers/${consumerId}/next`, { batch: 10 })).messages;
    const taken: { ackToken: string }[] = [];
    await until(async () => {
      taken.push(...(await messages()));
      return taken.length > 0;
    });
    done(await owner.post(`/consumers/${consumerId}/acks`, { term: taken.map(({ ackToken }) => ackToken) }));
    await settled(hub);
    expect(await toldOf(owner, 'events.events_parked')).toMatchObject([{ facts: { consumer: 'billing', parked: taken.length }, title: 'Events are parked: billing' }]);
    await othersHeardNothing(consumerId);
  });

  it('is told once that it was deleted because nobody read it, and nothing of one that they delete themselves', async () => {
    const make = async (name: string): Promise<string> =>
      done(await owner.send<{ consumerId: string }>('events.consumer.create', { name, filter: published, inactiveThreshold: 3_600 })).consumerId;
    const dropped = await make('given-up');
    done(await owner.send('events.consumer.delete', { consumerId: dropped }));
    const forgotten = await make('forgotten');
    for (let turn = 0; turn < 2; turn += 1) await hub.app.get(TidyConsumers).run(new Date(Date.now() + 3_700_000));
    await settled(hub);
    expect(await toldOf(owner, 'events.consumer_deleted')).toMatchObject([{ critical: false, facts: { consumer: 'forgotten' }, title: 'Deleted: the consumer forgotten' }]);
    await until(async () => (await mailsTo(administrator, owner)).includes('Deleted: the consumer forgotten'));
    for (const consumerId of [dropped, forgotten]) await othersHeardNothing(consumerId);
  });
});
