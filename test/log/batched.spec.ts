import { parsePosition, verifyExport } from '#log';
import { aStream, appendBy, logHub, moved, openTransaction, said, until, type LogHub } from './log-hub.js';

let hub: LogHub;
beforeEach(async () => { hub = await logHub(); });
afterEach(() => hub.close());

const options = { actor: 'system:test' };

async function offsets(stream: string): Promise<number[]> {
  const all: number[] = [];
  for (;;) {
    const page = await hub.reader.read(stream, all.at(-1) ?? 0, 1_000);
    if (page.length === 0) return all;
    all.push(...page.map(({ offset }) => offset));
  }
}

describe('the batched append', () => {
  it('gives 256 publishers their own acknowledgements, without a hole, and each the position of its own event', async () => {
    const streams = ['unit:a', 'unit:b', 'unit:c'];
    const given = new Map<string, number>();
    await Promise.all(Array.from({ length: 256 }, async (_, publisher) => {
      for (let n = 0; n < 8; n += 1) {
        const stream = streams[(publisher + n) % 3] ?? '';
        given.set(`${stream} ${await hub.batched.append(moved, stream, { n: publisher * 10 + n }, options)}`, publisher * 10 + n);
      }
    }));
    expect(given.size).toBe(2_048);
    for (const stream of streams) {
      const all = await offsets(stream);
      expect(all).toEqual(Array.from({ length: all.length }, (_, at) => at + 1));
      for (const { envelope } of await hub.reader.read(stream, 0, 1_000)) expect(given.get(`${stream} ${envelope.position}`)).toBe(envelope.data['n']);
      const lines: string[] = [];
      for await (const line of hub.streams.lines(stream, { words: false })) lines.push(line);
      expect(await verifyExport(lines)).toMatchObject({ ok: true, events: all.length });
    }
  });

  it('acknowledges only what is committed, and keeps words beside the chain', async () => {
    const stream = aStream();
    const position = await hub.batched.append(said, stream, { n: 1 }, { ...options, personal: { text: 'mine' }, audience: ['chair'] });
    const [event] = await hub.reader.read(stream, 0, 1);
    expect(event).toMatchObject({ audience: ['chair'], envelope: { position, actor: 'system:test', data: { n: 1, text: 'mine' } } });
  });

  it('refuses only the event that does not fit', async () => {
    const stream = aStream();
    const answers = await Promise.allSettled([1, 'two', 3].map((n) => hub.batched.append(said, stream, { n: n as number }, options)));
    expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(await offsets(stream)).toEqual([1, 2]);
  });

  it('tells publishers to come back when its queue is full, and loses nothing that it took', async () => {
    const stream = 'unit:full';
    const held = await openTransaction(hub.database);
    await appendBy(held, stream);
    const taken: Promise<string>[] = [];
    const first = hub.batched.append(moved, stream, { n: 0 }, options);
    await until(async () => (await hub.database.sql(`SELECT FROM pg_stat_activity WHERE application_name = 'hub batched log' AND wait_event_type = 'Lock' AND datname = current_database()`)).length > 0);
    for (let n = 0; n < 20_000; n += 1) taken.push(hub.batched.append(moved, stream, { n }, options));
    await expect(hub.batched.append(moved, stream, { n: -1 }, options)).rejects.toMatchObject({ code: 'rate_limited', details: { retryAfter: 1 } });
    await held.query('COMMIT');
    await held.end();
    await first;
    const positions = await Promise.all(taken);
    expect(new Set(positions).size).toBe(20_000);
    expect(await hub.reader.head(stream)).toMatchObject({ offset: 20_002 });
  });

  it('answers "unavailable" to those whose line is cut, and goes on with the next', async () => {
    const stream = 'unit:cut';
    const held = await openTransaction(hub.database);
    await appendBy(held, stream);
    const waiting = Promise.allSettled([1, 2, 3].map((n) => hub.batched.append(moved, stream, { n }, options)));
    const line = `FROM pg_stat_activity WHERE application_name = 'hub batched log' AND wait_event_type = 'Lock' AND datname = current_database()`;
    await until(async () => (await hub.database.sql(`SELECT ${line}`)).length > 0);
    await hub.database.sql(`SELECT pg_terminate_backend(pid) ${line}`);
    for (const answer of await waiting) expect(answer).toMatchObject({ status: 'rejected', reason: { code: 'unavailable' } });
    await held.query('COMMIT');
    await held.end();
    const position = await hub.batched.append(moved, stream, { n: 4 }, options);
    expect(parsePosition(position)?.offset).toBe(2);
  });
});
