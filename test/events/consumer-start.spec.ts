import type { stream } from '#contracts';
import { newId } from '#kernel';
import { FeedReader } from '#log';
import { enter } from '../support/people.js';
import { admin, aside, done, hidden, hub, make, noted, ns, number, openHub, owner, pull, read, say, settle, tokens } from './a-consumer.js';

beforeAll(openHub);
afterAll(() => hub.close());

describe('where a consumer begins', () => {
  it.each([
    ['all', {}, [1, 2, 3, 4, 5]],
    ['new', {}, [5]],
    ['by_start_sequence', { start: 2 }, [3, 4, 5]],
    ['by_start_time', { time: 3 }, [3, 4, 5]],
    ['last', {}, [4, 5]],
  ] as const)('%s', async (deliverPolicy, begin, expected) => {
    const somebody = await enter(hub, admin);
    for (const n of [1, 2, 3, 4]) {
      await say([n], { of: somebody.personId });
      await say([90 + n], { of: somebody.personId, kind: hidden });
      // Two events that are a millisecond apart are told apart by the time.
      for (const now = Date.now(); Date.now() === now;);
    }
    const feed = done(await somebody.get<{ data: stream.Envelope[] }>('/feed/events?after=earliest&limit=1000&types=test.consumer.*')).data;
    const start = 'start' in begin ? { startPosition: await feedPositionOf(feed.find(({ data }) => data['n'] === begin.start)?.id ?? '') } : {};
    const time = 'time' in begin ? { startTime: feed.find(({ data }) => data['n'] === begin.time)?.time } : {};
    const id = await make({ deliverPolicy, ...start, ...time }, somebody);
    await say([5], { of: somebody.personId });
    const seen: number[] = [];
    for (let page = await pull(id, {}, somebody); page.messages.length > 0; page = await pull(id, {}, somebody)) seen.push(...ns(page));
    expect(seen).toEqual(expected);
  });

  async function feedPositionOf(eventId: string): Promise<string> {
    const feed = hub.app.get(FeedReader);
    const found = (await feed.read(0, 10_000)).find(({ envelope }) => envelope.id === eventId);
    return `${(await feed.head()).epoch}.${found?.seq ?? 0}`;
  }

  it('last_per_subject: the newest event of each stream that matches, then what comes', async () => {
    const [one, two, three] = [await enter(hub, admin), await enter(hub, admin), await enter(hub, admin)];
    for (const [n, { personId }] of [one, two, one, three, two].entries()) await say([n], { of: personId });
    await say([70], { of: two.personId, kind: aside });
    const filter = { types: [noted.name], streams: [one, two, three].map(({ personId }) => `person:${personId}`) };
    const id = await make({ deliverPolicy: 'last_per_subject', filter }, admin);
    await say([80], { of: one.personId });
    const page = await pull(id, {}, admin);
    expect([ns(page), page.messages.map(({ delivered }) => delivered)]).toEqual([[2, 3, 4, 80], [1, 1, 1, 1]]);
    expect(await settle(id, { ack: tokens(page) }, admin)).toEqual({ settled: 4, ignored: 0 });
  });

  it('at a place of one stream, whose positions are its own', async () => {
    const somebody = await enter(hub, admin);
    const name = `person:${somebody.personId}`;
    await say([1, 2, 3], { of: somebody.personId });
    const { data } = done(await somebody.get<{ data: stream.Envelope[] }>(`/streams/${name}/events?limit=1000`));
    const second = data.find(({ data: { n } }) => n === 2);
    const id = await make({ stream: name, deliverPolicy: 'by_start_sequence', startPosition: second?.position }, somebody);
    await say([4], { of: somebody.personId });
    const page = await pull(id, {}, somebody);
    expect([ns(page), page.messages.map(({ feedposition }) => feedposition)]).toEqual([[3, 4], [null, null]]);
    expect(page.position).toBe(page.messages.at(-1)?.event.position);
    const waiting = pull(id, { wait: 20 }, somebody);
    await say([5], { of: somebody.personId });
    expect(ns(await waiting)).toEqual([5]);
    await settle(id, { nak: tokens(page).map((token) => ({ token })) }, somebody);
    expect(ns(await pull(id, {}, somebody))).toEqual([3, 4]);
    const last = await make({ stream: name, deliverPolicy: 'last' }, somebody);
    expect(ns(await pull(last, {}, somebody))).toEqual([5]);
  });

  it('anew after a reset, when tokens from before mean nothing', async () => {
    const id = await make({ deliverPolicy: 'new' });
    await say([1, 2]);
    const before = await pull(id);
    done(await owner.send('events.consumer.reset', { consumerId: id, deliverPolicy: 'by_start_sequence', startPosition: before.messages[0]?.feedposition }));
    const after = await pull(id);
    expect(ns(after)).toEqual([2]);
    expect(await settle(id, { ack: tokens(before) })).toEqual({ settled: 0, ignored: 2 });
    expect((await read(id)).ackPending).toBe(1);
  });

  it.each([
    [{ deliverPolicy: 'by_start_sequence' }, 'invalid_input', '/startPosition'],
    [{ deliverPolicy: 'all', startTime: '2026-01-01T00:00:00Z' }, 'invalid_input', '/startTime'],
    [{ deliverPolicy: 'by_start_sequence', startPosition: 'zzzzzzzz.1' }, 'position_gone', undefined],
    [{ maxDeliver: 1, backoff: [1, 2] }, 'invalid_input', '/backoff'],
    [{ filter: { types: ['No'] } }, 'invalid_input', '/filter/types/0'],
    [{ filter: { types: ['identity.*', 'identity.key.made.v7'] } }, 'invalid_input', '/filter/types/1'],
    [{ stream: `person:${newId()}` }, 'stream_unknown', undefined],
    [{ name: 'a name' }, 'invalid_input', '/name'],
  ])('refuses %j', async (input, code, pointer) => {
    const { body } = await owner.send('events.consumer.create', { name: `c-${newId()}`, ...input });
    const issues = (body['details'] as { issues?: { pointer: string }[] } | undefined)?.issues;
    expect([body['code'], issues?.[0]?.pointer]).toEqual([code, pointer]);
  });
});

it('is one of a hundred at the most, however many are asked for at once', async () => {
  const somebody = await enter(hub, admin);
  const answers = await Promise.all(Array.from({ length: 130 }, (_, n) => somebody.send('events.consumer.create', { name: `many-${n}` })));
  expect([answers.filter(({ status }) => status === 200).length, new Set(answers.map(({ body }) => body['code']))]).toEqual([100, new Set([undefined, 'too_many_consumers'])]);
});

describe('changing doors', () => {
  it('from server-sent events of the feed to a consumer, at the position that was reached, and back to pull', async () => {
    const from = `${(await hub.app.get(FeedReader).head()).epoch}.${(await hub.app.get(FeedReader).head()).seq}`;
    for (const n of [1, 2, 3, 4, 5, 6]) await say([n]);
    const stop = new AbortController();
    const answer = await fetch(`${hub.url}/api/v1/feed/events?types=test.consumer.*`, { headers: { accept: 'text/event-stream', authorization: `Bearer ${owner.token}`, 'last-event-id': from }, signal: stop.signal });
    const seen: number[] = [];
    let position = '';
    let text = '';
    for await (const chunk of answer.body ?? []) {
      text += Buffer.from(chunk as Uint8Array).toString('utf8');
      const blocks = text.split('\n\n');
      text = blocks.pop() ?? '';
      for (const block of blocks) {
        if (seen.length === 2) break;
        const data = /^data: (.*)$/m.exec(block)?.[1];
        if (data !== undefined) {
          seen.push((JSON.parse(data) as stream.Envelope).data['n'] as number);
          position = /^id: (.*)$/m.exec(block)?.[1] ?? '';
        }
      }
      if (seen.length === 2) break;
    }
    stop.abort();
    const id = await make({ deliverPolicy: 'by_start_sequence', startPosition: position });
    const page = await pull(id, { batch: 2 });
    const rest = done(await owner.get<{ data: stream.Envelope[] }>(`/feed/events?after=${page.messages.at(-1)?.feedposition}&types=test.consumer.*`)).data;
    expect([seen, ns(page), rest.map(({ data }) => data['n'])]).toEqual([[1, 2], [3, 4], [5, 6]]);
  });
});

describe('a log of which something is gone', () => {
  it('is passed over, and the consumer says how many events it missed', async () => {
    const id = await make();
    await say([1, 2]);
    const first = await pull(id, { batch: 1 });
    await settle(id, { nak: tokens(first).map((token) => ({ token })) });
    await say([3, 4]);
    const head = (await hub.app.get(FeedReader).head()).seq;
    // As retention does: the runs of a stream's beginning.
    await hub.database.sql('DELETE FROM log_feed WHERE seq <= $1', [head - 2]);
    const page = await pull(id);
    expect(ns(page)).toEqual([3, 4]);
    expect(await read(id)).toMatchObject({ ackPending: 2, missed: head - 2 - number(first.position) });
  });

  it('that was restored is another history: the reader is told so, and a reset goes on in it', async () => {
    const id = await make();
    const { epoch } = await hub.app.get(FeedReader).head();
    await hub.database.sql(`UPDATE log_feed_head SET epoch = 'restored'`);
    const { status, body } = await owner.post(`/consumers/${id}/next`, {});
    expect([status, body['code'], (body['details'] as { epoch: string }).epoch]).toEqual([410, 'position_gone', 'restored']);
    done(await owner.send('events.consumer.reset', { consumerId: id, deliverPolicy: 'new' }));
    expect((await pull(id)).position).toMatch(/^restored\./);
    await hub.database.sql('UPDATE log_feed_head SET epoch = $1', [epoch]);
  });
});
