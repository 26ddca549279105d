import fc from 'fast-check';
import type { stream } from '#contracts';
import { TakeMessages } from '../../libs/events/src/consumer/take-messages.js';
import { TidyConsumers } from '../../libs/events/src/consumer/tidy-consumers.js';
import type { Principal } from '#kernel';
import type { Visitor } from '../support/hub.js';
import { enter } from '../support/people.js';
import { admin, aside, done, hidden, hub, make, noted, ns, openHub, ours, owner, pass, pull, read, say, settle, tokens, until, type Next, type View } from './a-consumer.js';

beforeAll(openHub);
afterAll(() => hub.close());

describe('who reads', () => {
  it('is the owner alone; administrators look at it and delete it, to others it is not there', async () => {
    const id = await make();
    const stranger = await enter(hub, admin);
    const asked = async (by: Visitor): Promise<number[]> => [
      (await by.get(`/consumers/${id}`)).status, (await by.post(`/consumers/${id}/next`, {})).status, (await by.post(`/consumers/${id}/acks`, {})).status,
      (await by.send('events.consumer.change', { consumerId: id, ackWait: 10 })).status,
    ];
    expect([await asked(stranger), await asked(admin), await asked(owner)]).toEqual([[404, 404, 404, 404], [200, 404, 404, 403], [200, 200, 200, 200]]);
    expect([(await stranger.send('events.consumer.delete', { consumerId: id })).status, (await admin.send('events.consumer.delete', { consumerId: id })).status]).toEqual([404, 200]);
    expect((await owner.get(`/consumers/${id}`)).status).toBe(404);
  });

  it('has one consumer of a name', async () => {
    const id = await make({ name: 'billing' });
    const { status, body } = await owner.send('events.consumer.create', { name: 'billing' });
    expect([status, body['code'], (body['details'] as { consumerId: string }).consumerId]).toEqual([409, 'consumer_exists', id]);
    expect(done(await owner.get<{ data: View[] }>('/consumers?name=billing')).data.map((one) => one.id)).toEqual([id]);
  });

  it('needs a key with both scopes, and is cut off while waiting when the key is revoked', async () => {
    const id = await make();
    const key = async (scopes: readonly string[]): Promise<{ key: string; keyId: string }> => done(await owner.send<{ key: string; keyId: string }>('identity.key.create', { name: 'worker', scopes }));
    const [half, other, whole] = [await key(['events:read', 'events:write']), await key(['streams:read']), await key(['streams:read', 'events:read'])];
    for (const { key: secret } of [half, other]) expect((await hub.as(secret).post(`/consumers/${id}/next`, {})).body['code']).toBe('forbidden');
    const worker = hub.as(whole.key);
    expect((await worker.send('events.consumer.delete', { consumerId: id })).status).toBe(403);
    await say([1]);
    await settle(id, { ack: tokens(await pull(id, {}, worker)) }, worker);
    const waiting = worker.post(`/consumers/${id}/next`, { wait: 55 });
    done(await owner.send('identity.key.revoke', { keyId: whole.keyId }));
    expect((await waiting).body['code']).toBe('unauthenticated');
  });

  it('is told when the consumer is deleted while it waits', async () => {
    const id = await make();
    await say([1]);
    await pull(id);
    const waiting = owner.post(`/consumers/${id}/next`, { wait: 55 });
    done(await owner.send('events.consumer.delete', { consumerId: id }));
    expect((await waiting).status).toBe(404);
  });

  it('hears a sign of life on a quiet line where it asked for one, and its answer after it', async () => {
    const id = await make();
    const answer = await fetch(`${hub.url}/api/v1/consumers/${id}/next`, {
      method: 'POST', headers: { authorization: `Bearer ${owner.token}`, 'content-type': 'application/json' }, body: JSON.stringify({ wait: 55, heartbeat: 5 }),
    });
    // The head of the answer came with the first sign of life: nothing has been said yet.
    expect(answer.status).toBe(200);
    await say([1]);
    const text = await answer.text();
    expect([text.startsWith(' '), ns(JSON.parse(text) as Next)]).toEqual([true, [1]]);
  });

  it('loses what was given when the right to see it ends, and the ack floor passes over it', async () => {
    const colleague = await enter(hub, admin);
    done(await admin.send('identity.role.grant', { personId: colleague.personId, role: 'administrator' }));
    const id = await make({ maxDeliver: null, filter: { ...ours, streams: [`person:${owner.personId}`] } }, colleague);
    await say([1, 2, 3]);
    expect(ns(await pull(id, { batch: 2 }, colleague))).toEqual([1, 2]);
    done(await admin.send('identity.role.revoke', { personId: colleague.personId, role: 'administrator' }));
    // The hub hears of the change within a second.
    await until(async () => {
      await pass(id, 31);
      return (await pull(id, {}, colleague)).messages.length === 0;
    });
    const { ackFloor, position, ackPending, parked } = await read(id, colleague);
    expect([ackPending, parked, ackFloor]).toEqual([0, 0, position]);
  });

  it('may be told by nobody that there is anything: of no reader for long the consumer is deleted', async () => {
    const [id, kept] = [await make({ inactiveThreshold: 3_600 }), await make()];
    const tidy = hub.app.get(TidyConsumers);
    await tidy.run(new Date(Date.now() + 3_000_000));
    expect((await owner.get(`/consumers/${id}`)).status).toBe(200);
    await tidy.run(new Date(Date.now() + 3_700_000));
    expect([(await owner.get(`/consumers/${id}`)).status, (await owner.get(`/consumers/${kept}`)).status]).toEqual([404, 200]);
    const [row] = await hub.database.sql<{ data: { reason: string } }>(`SELECT data FROM log_event WHERE type = 'events.consumer.changed.v1' AND data->>'consumerId' = $1 ORDER BY time DESC, id DESC LIMIT 1`, [id]);
    expect(row?.data.reason).toBe('inactive');
  });
});

describe('many workers of one consumer', () => {
  it('share its messages: none is with two of them while its wait runs, and all come once', async () => {
    const id = await make({ maxAckPending: 100 });
    const all = Array.from({ length: 400 }, (_, n) => n);
    const seen: number[] = [];
    const worker = async (): Promise<void> => {
      while (seen.length < all.length) {
        const page = await pull(id, { batch: 7, wait: 1 });
        seen.push(...ns(page));
        expect(ns(page)).toEqual([...ns(page)].sort((a, b) => a - b));
        await settle(id, { ack: tokens(page) });
      }
    };
    const work = Array.from({ length: 20 }, worker);
    for (let at = 0; at < all.length; at += 100) await say(all.slice(at, at + 100));
    await Promise.all(work);
    expect([...seen].sort((a, b) => a - b)).toEqual(all);
  });

  it('do not get one message twice either when they ask at several processes, which take no turns', async () => {
    const id = await make({ maxAckPending: 200 });
    const all = Array.from({ length: 120 }, (_, n) => n);
    await say(all);
    const reader: Principal = { actor: `person:${owner.personId}`, personId: owner.personId, institutionIds: [], roles: [], scopes: null, credential: null };
    const takes = hub.app.get(TakeMessages);
    const given = await Promise.all(Array.from({ length: 6 }, () => takes.take(reader, id, { batch: 20, maxBytes: 1_000_000 }, null)));
    const seen = given.flatMap(({ messages }) => messages.map(({ event }) => (JSON.parse(event) as stream.Envelope).data['n'] as number));
    expect([...seen].sort((a, b) => a - b)).toEqual(all);
    expect((await read(id)).ackPending).toBe(120);
    await pass(id, 31);
    const again = await Promise.all(Array.from({ length: 6 }, () => takes.take(reader, id, { batch: 20, maxBytes: 1_000_000 }, null)));
    expect(again.flatMap(({ messages }) => messages.map(({ ackToken }) => ackToken)).sort()).toEqual([...new Set(again.flatMap(({ messages }) => messages.map(({ ackToken }) => ackToken)))].sort());
    expect(await read(id)).toMatchObject({ ackPending: 120, redelivered: 120 });
  });

  it('are given every event that matches at the least once, in order within a fetch, whatever they leave unsettled', async () => {
    const kinds = { noted, aside, hidden } as const;
    const kind = fc.constantFrom(...(Object.keys(kinds) as (keyof typeof kinds)[]));
    const fate = fc.constantFrom('ack', 'nak', 'progress', 'lost', 'hang');
    await fc.assert(fc.asyncProperty(fc.array(kind, { minLength: 1, maxLength: 16 }), fc.array(fate, { minLength: 1, maxLength: 12 }), fc.integer({ min: 1, max: 9 }), fc.boolean(), async (told, fates, batch, onlyNoted) => {
      const id = await make({ maxDeliver: null, maxAckPending: 5, filter: { types: onlyNoted ? [noted.name] : ['test.consumer.*'] } });
      for (const [n, one] of told.entries()) await say([n], { kind: kinds[one] });
      const wanted = told.flatMap((one, n) => (one === 'noted' || (one === 'aside' && !onlyNoted) ? [n] : []));
      const acknowledged = new Set<number>();
      for (let turn = 0; acknowledged.size < wanted.length; turn += 1) {
        const page = await pull(id, { batch });
        expect(ns(page)).toEqual([...ns(page)].sort((a, b) => a - b));
        expect(ns(page).filter((n) => acknowledged.has(n) || !wanted.includes(n))).toEqual([]);
        // In the end somebody does the work.
        const how = turn < 20 ? (fates[turn % fates.length] ?? 'ack') : 'ack';
        if (how === 'ack') ns(page).forEach((n) => acknowledged.add(n));
        if (how !== 'lost' && how !== 'hang') await settle(id, how === 'nak' ? { nak: tokens(page).map((token) => ({ token })) } : { [how]: tokens(page) });
        if (how === 'lost' || page.messages.length === 0) await pass(id, 31);
      }
      expect([...acknowledged].sort((a, b) => a - b)).toEqual(wanted);
      done(await owner.send('events.consumer.delete', { consumerId: id }));
    }), { numRuns: 8 });
  });
});
