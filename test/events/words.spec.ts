import { aCouncil, callToOrder, type TestCouncil } from '../support/council.js';
import { startHub, type TestHub } from '../support/hub.js';
import { openSink, type Sink } from '../support/sink.js';
import { council } from '#contracts';
import { inState, until } from './a-feed.js';

/** A word that stands in nothing but what a person wrote. */
const canary = (where: string): string => `Kanarienvogel ${where} 金丝雀`;

let hub: TestHub;
let of: TestCouncil;
let sinks: Sink[];
beforeAll(async () => {
  hub = await startHub({ HUB_WEBHOOK_ALLOW: '127.0.0.1', HUB_RATE_PER_SECOND: '10000', HUB_RATE_BURST: '100000' });
  of = await aCouncil(hub, { seats: 3, observers: 1, alternates: 0 });
  sinks = [await openSink(), await openSink(), await openSink()];
});
afterAll(async () => {
  await hub.close();
  await Promise.all(sinks.map((sink) => sink.close()));
});

describe('words of people', () => {
  it('leave the hub in no webhook, whatever form and payload it has, and stand in no row of the integrators’ side', async () => {
    // Somebody who may see everything subscribes to everything, in every form, from the beginning.
    const forms = [{ format: 'structured', payload: 'full' }, { format: 'binary', payload: 'full' }, { format: 'structured', payload: 'full', pace: { ordered: true, batch: 10 } }];
    const administrator = hub.as(of.admin.token ?? '');
    const ids: string[] = [];
    for (const [at, form] of forms.entries()) {
      const { body } = await administrator.send<{ subscriptionId: string }>('events.subscription.create', { name: 'Everything', url: sinks[at]?.url, start: 'earliest', ...form });
      ids.push(body.subscriptionId);
      await inState(hub, body.subscriptionId, 'active');
    }
    const { chair, secretary, meetingId, cast } = of;
    await callToOrder(of);
    const delegate = cast.seats[0]?.delegate.door ?? chair;
    const { messageId } = await delegate.send(council.postMessage, { meetingId, text: canary('chat') });
    await secretary.send(council.postMessage, { meetingId, text: canary('another') });
    await delegate.send(council.requestFloor, { meetingId, kind: 'point_of_order', topic: canary('topic') });
    await delegate.send(council.requestFloor, { meetingId, kind: 'speech', topic: canary('speech') });
    const last = await secretary.send(council.postMessage, { meetingId, text: canary('last') });
    expect(messageId).not.toBe(last.messageId);

    // Each has heard of the last message by now, and of all before.
    for (const id of ids) {
      await until(async () => (await hub.database.sql(`SELECT FROM events_delivery d JOIN log_event e ON e.id = d.event_id WHERE d.subscription_id = $1 AND d.state = 'delivered' AND e.data->>'messageId' = $2`, [id, last.messageId])).length === 1);
    }
    const told = sinks.map((sink) => JSON.stringify(sink.posts.map(({ headers, body }) => [headers, body, Object.values(headers).map((value) => decodeSafely(String(value)))])));
    for (const one of told) expect(one).toContain('council.chat.posted.v1');
    const tables = (await hub.database.sql<{ name: string }>(`SELECT tablename AS name FROM pg_tables WHERE tablename LIKE 'events\\_%' OR schemaname = 'bullmq'`)).map(({ name }) => name);
    expect(tables).toEqual(expect.arrayContaining(['events_delivery', 'events_attempt', 'events_subscription']));
    const rows = JSON.stringify(await Promise.all(tables.filter((name) => name.startsWith('events_')).map((name) => hub.database.sql(`SELECT t::text FROM ${name} t`))));
    const names = (await hub.database.sql<{ name: string }>('SELECT name FROM identity_person')).map(({ name }) => name).filter((name) => !/^[A-Za-z]+$/.test(name));
    expect(names.length).toBeGreaterThan(5);
    for (const word of ['Kanarienvogel', '金丝雀', ...names, '@example.org']) {
      for (const one of [...told, rows]) expect(one).not.toContain(word);
    }
    // The words are there for whoever may read them.
    expect(JSON.stringify((await administrator.get(`/meetings/${meetingId}/chat`)).body)).toContain('Kanarienvogel');
  });
});

function decodeSafely(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
