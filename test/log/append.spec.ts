import { stream as contract } from '#contracts';
import { DomainError, newId, systemActor } from '#kernel';
import { eraseWords, verifyExport } from '#log';
import { aStream, appendBy, logHub, moved, openTransaction, said, somebody, type LogHub } from './log-hub.js';

let hub: LogHub;
beforeAll(async () => { hub = await logHub(); });
afterAll(() => hub.close());

async function lines(stream: string): Promise<string[]> {
  const all: string[] = [];
  for await (const line of hub.streams.lines(stream, { words: true })) all.push(line);
  return all;
}

describe('recording events', () => {
  it('gives eight writers at once offsets without a hole, under a chain that verifies', async () => {
    const stream = aStream();
    await Promise.all(Array.from({ length: 8 }, async (_, writer) => {
      for (let n = 0; n < 25; n += 1) await hub.say(stream, writer * 100 + n);
    }));
    const events = await hub.reader.read(stream, 0, 1_000);
    expect(events.map(({ offset }) => offset)).toEqual(Array.from({ length: 200 }, (_, at) => at + 1));
    expect(new Set(events.map(({ envelope }) => envelope.data['n'])).size).toBe(200);
    expect(await hub.reader.head(stream)).toEqual({ epoch: events[0]?.epoch, offset: 200 });
    expect(await verifyExport(await lines(stream))).toMatchObject({ ok: true, events: 200 });
  });

  it('lets transactions over the same streams in opposite order all through', async () => {
    const streams = [aStream(), aStream(), aStream()];
    await Promise.all(Array.from({ length: 24 }, (_, n) => hub.unitOfWork.run(somebody, [], async ({ record }) => {
      const order = n % 2 === 0 ? streams : [...streams].reverse();
      for (const stream of order) {
        record(said, stream, { n });
        record(said, stream, { n });
      }
    })));
    for (const stream of streams) {
      const events = await hub.reader.read(stream, 0, 100);
      expect(events.map(({ offset }) => offset)).toEqual(Array.from({ length: 48 }, (_, at) => at + 1));
      expect(await verifyExport(await lines(stream))).toMatchObject({ ok: true, events: 48 });
    }
  });

  it('keeps the order within a stream in which one transaction recorded over several', async () => {
    const stream = aStream();
    await hub.unitOfWork.run(somebody, [], async ({ record }) => {
      record(said, stream, { n: 1 });
      record(moved, 'unit:a', { n: 0 });
      record(said, stream, { n: 2 });
      record(said, stream, { n: 3 });
    });
    expect((await hub.reader.read(stream, 0, 9)).map(({ envelope }) => envelope.data['n'])).toEqual([1, 2, 3]);
    expect((await hub.reader.history(stream, 2, 3)).map(({ envelope }) => envelope.data['n'])).toEqual([2, 3]);
  });

  it('shows readers one time, the actor, the audience and a position', async () => {
    const stream = aStream();
    let at = '';
    await hub.unitOfWork.run(somebody, [], async (work) => {
      at = work.now.toISOString();
      work.record(said, stream, { n: 1 }, { audience: ['chair', 'org:abc'] });
    });
    const [event] = await hub.reader.read(stream, 0, 1);
    expect(event).toMatchObject({ stream, offset: 1, audience: ['chair', 'org:abc'], envelope: { type: said.name, time: at, actor: somebody.actor, position: `${event?.epoch}.1`, data: { n: 1 } } });
  });

  it('leaves nothing of a transaction that was rolled back', async () => {
    const stream = aStream();
    await hub.say(stream, 1);
    const before = await hub.database.sql('SELECT * FROM log_stream WHERE name = $1', [stream]);
    await expect(hub.unitOfWork.run(somebody, [], async ({ record }) => {
      record(said, stream, { n: 2 });
      throw new DomainError('conflict', 'No.');
    })).rejects.toMatchObject({ code: 'conflict' });
    const client = await openTransaction(hub.database);
    await appendBy(client, stream);
    await client.query('ROLLBACK');
    await client.end();
    expect(await hub.database.sql('SELECT * FROM log_stream WHERE name = $1', [stream])).toEqual(before);
    expect(await hub.reader.read(stream, 0, 9)).toHaveLength(1);
    await hub.say(stream, 3);
    expect((await hub.reader.read(stream, 0, 9)).map(({ offset }) => offset)).toEqual([1, 2]);
  });

  it('runs a transaction again that a deadlock undid', async () => {
    await hub.database.sql('CREATE TABLE IF NOT EXISTS lock_test (id int PRIMARY KEY)');
    await hub.database.sql('INSERT INTO lock_test VALUES (1), (2) ON CONFLICT DO NOTHING');
    await hub.database.sql('GRANT SELECT, UPDATE ON lock_test TO hub_app');
    const stream = aStream();
    let runs = 0;
    const both = [[1, 2], [2, 1]].map((order) => {
      let met: () => void = () => undefined;
      return { order, meeting: new Promise<void>((resolve) => { met = resolve; }), met: () => met() };
    });
    await Promise.all(both.map(({ order, met }, at) => hub.unitOfWork.run(somebody, [], async ({ db, record }) => {
      runs += 1;
      await db.query('SELECT FROM lock_test WHERE id = $1 FOR UPDATE', [order[0]]);
      met();
      await both[1 - at]?.meeting;
      await db.query('SELECT FROM lock_test WHERE id = $1 FOR UPDATE', [order[1]]);
      record(said, stream, { n: at });
    })));
    expect(runs).toBe(3);
    expect((await hub.reader.read(stream, 0, 9)).map(({ envelope }) => envelope.data['n']).sort()).toEqual([0, 1]);
  });

  it('answers "unavailable" when the line is cut in the middle, and works again at once', async () => {
    const stream = aStream();
    const cut = hub.unitOfWork.run(somebody, [], async ({ db, record }) => {
      record(said, stream, { n: 1 });
      const [{ pid }] = await db.query<[{ pid: number }]>('SELECT pg_backend_pid() AS pid');
      await hub.database.sql('SELECT pg_terminate_backend($1)', [pid]);
      await db.query('SELECT 1');
    });
    await expect(cut).rejects.toMatchObject({ code: 'unavailable' });
    expect(await hub.reader.head(stream)).toBeNull();
    await hub.say(stream, 2);
    expect((await hub.reader.read(stream, 0, 9)).map(({ envelope }) => envelope.data['n'])).toEqual([2]);
  });
});

describe('what may not be recorded', () => {
  const says = (words: RegExp): object => ({ message: expect.stringMatching(words) as string });
  const record = (data: unknown, options: object = {}, stream = aStream()): Promise<void> => hub.unitOfWork.run(somebody, [], async (work) => work.record(said, stream, data as never, options));

  it.each<[string, () => Promise<void>, object]>([
    ['a field that the contract does not declare', () => record({ n: 1, secret: 1 }), says(/does not declare data.secret/)],
    ['one further down', () => record({ n: 1, deep: { a: 1, b: 2 } }), says(/does not declare data.deep.b/)],
    ['a field of another type', () => record({ n: 'one' }), says(/does not fit its contract: data.n/)],
    ['an event over 16 KB', () => record({ n: 1, note: 'é'.repeat(9_000) }), { code: 'payload_too_large' }],
    ['words over 16 KB', () => record({ n: 1 }, { personal: { text: 'x'.repeat(17_000) } }), { code: 'payload_too_large' }],
    ['a text with a NUL, by name', () => record({ n: 1, note: 'a\0b' }), { code: 'invalid_input', message: expect.stringContaining('note holds a NUL') as string }],
    ['half a character', () => record({ n: 1, note: '\ud83d' }), { code: 'invalid_input' }],
    ['an event in a stream of another kind', () => record({ n: 1 }, {}, 'unit:a'), says(/stands in streams of the kind meeting/)],
    ['an event that nobody may see', () => record({ n: 1 }, { audience: [] }), says(/audience labels/)],
    ['words where the contract knows none', () => hub.unitOfWork.run(somebody, [], async (work) => work.record(moved, 'unit:a', { n: 1 }, { personal: { text: '' } as never })), says(/declares no words/)],
  ])('%s', async (_what, attempt, refusal) => {
    await expect(attempt()).rejects.toMatchObject(refusal);
  });

  it('more than 500 events of one transaction', async () => {
    const stream = aStream();
    const many = (count: number): Promise<void> => hub.unitOfWork.run(somebody, [], async (work) => {
      for (let n = 0; n < count; n += 1) work.record(said, stream, { n });
    });
    await expect(many(501)).rejects.toMatchObject({ code: 'payload_too_large' });
    expect(await hub.reader.head(stream)).toBeNull();
    await many(500);
    expect(await hub.reader.head(stream)).toMatchObject({ offset: 500 });
  });

  it('takes text that only looks like an escape', async () => {
    const stream = aStream();
    await hub.unitOfWork.run(somebody, [], async (work) => work.record(said, stream, { n: 1, note: `\\u0000 \\ud800 '; DROP TABLE log_event; -- ' \\' 😀` }));
    expect((await hub.reader.read(stream, 0, 1))[0]?.envelope.data['note']).toBe(`\\u0000 \\ud800 '; DROP TABLE log_event; -- ' \\' 😀`);
    expect(await verifyExport(await lines(stream))).toMatchObject({ ok: true });
  });
});

describe('words of people', () => {
  it('are part of the event for readers until they are erased; the chain stays valid, and nobody finds them any more', async () => {
    const stream = aStream();
    await hub.say(stream, 1, { text: 'canary-in-the-words' });
    await hub.say(stream, 2, { text: 'kept' });
    expect((await hub.reader.read(stream, 0, 9)).map(({ envelope }) => envelope.data['text'])).toEqual(['canary-in-the-words', 'kept']);
    const before = await verifyExport(await lines(stream));
    expect(await hub.unitOfWork.run(somebody, [], ({ db }) => eraseWords(db, stream, [1]))).toBe(1);
    expect((await hub.reader.read(stream, 0, 9)).map(({ envelope }) => envelope.data)).toEqual([{ n: 1 }, { n: 2, text: 'kept' }]);
    expect(await verifyExport(await lines(stream))).toEqual(before);
    expect((await lines(stream)).join()).not.toContain('canary');
    const [rows] = await hub.database.sql<{ n: string }>(`SELECT count(*) AS n FROM log_event WHERE data::text LIKE '%canary%'`);
    expect(rows?.n).toBe('0');
  });
});

describe('the second wall', () => {
  const tables = ['log_stream', 'log_event', 'log_personal', 'log_feed', 'log_feed_head', 'log_consumer', 'log_unnumbered', 'log_retention'];

  it.each(tables)('%s shows nothing to a person or to nobody', async (table) => {
    await hub.say(aStream(), 1, { text: 'x' });
    expect(await hub.database.asApp(null, [], `SELECT * FROM ${table}`)).toEqual([]);
    expect(await hub.database.asApp(somebody, [newId()], `SELECT * FROM ${table}`)).toEqual([]);
  });

  it.each([
    `UPDATE log_event SET data = '{}'`, 'DELETE FROM log_event', 'TRUNCATE log_event', 'UPDATE log_stream SET head = 0', 'DELETE FROM log_stream',
    `INSERT INTO log_event SELECT * FROM log_event`, 'DELETE FROM log_feed', 'UPDATE log_feed_head SET seq = 0', 'UPDATE log_personal SET salt = salt', 'DELETE FROM log_personal',
    'SELECT log_restored()', 'SELECT log_month(0, now()::date)', 'SELECT * FROM log_event_0_202611', 'DELETE FROM log_consumer', 'UPDATE log_retention SET months = 1',
  ])('even a duty of the hub may not: %s', async (statement) => {
    await expect(hub.database.asApp(systemActor('test'), [], statement)).rejects.toThrow(/permission denied|must be owner|does not exist/);
  });

  it.each(['SELECT log_fence()', 'SELECT log_number(1, 1)', `SELECT log_expire(now()::date)`, 'SELECT log_clear(1)'])('a person may not: %s', async (statement) => {
    await expect(hub.database.asApp(somebody, [], statement)).rejects.toThrow(/duty of the hub/);
  });

  it('takes no event from a transaction that names nobody', async () => {
    const client = await openTransaction(hub.database, '');
    await expect(appendBy(client, aStream())).rejects.toThrow(/stated actor/);
    await client.end();
    const stream = aStream();
    await hub.say(stream, 1);
    await expect(hub.database.asApp(null, [], `SELECT log_append_one('${stream}', '${newId()}', 'test.word.said.v1', now(), 'x', 'members', '{}', sha256('x'), NULL, NULL, NULL)`)).rejects.toThrow(/stated actor/);
  });

  it('refuses a name or an epoch that no stream has', async () => {
    for (const name of ['feed', 'Room:a', 'room:', 'room:a b', 'room:a:b', `room:${'a'.repeat(65)}`, '']) {
      await expect(hub.database.asApp(somebody, [], `SELECT log_open('${name}')`)).rejects.toThrow(/is no stream/);
    }
    await expect(hub.database.sql(`INSERT INTO log_stream (name, kind, epoch, origin, head_hash, months, month, tail_hash) VALUES ('room:z', 'room', 'ABCDEFGH', 'x', 'x', 0, now(), 'x')`)).rejects.toThrow(/is no stream/);
  });

  it('holds on every partition too', async () => {
    const open = await hub.database.sql(`SELECT relname FROM pg_class WHERE relname LIKE 'log_%' AND relkind IN ('r', 'p') AND NOT (relrowsecurity AND relforcerowsecurity)`);
    expect(open).toEqual([]);
  });
});

describe('retention', () => {
  it('drops the months that have run out, and the rest of the chain still verifies from there', async () => {
    const name = 'rights';
    const three = (): Promise<void> => hub.unitOfWork.run(systemActor('test'), [], async (work) => {
      for (let n = 0; n < 3; n += 1) work.record(contract.rightsChanged, name, { subjects: [`person:${n}`], reason: 'standing_changed' });
    });
    await three();
    // Moved two years into the past, as the owner of the server can.
    await hub.database.sql(`SELECT log_month(12, '2024-01-01')`);
    await hub.database.sql(`UPDATE log_event SET month = '2024-01-01' WHERE months = 12`);
    await three();
    await hub.database.asApp(systemActor('test'), [], `SELECT log_expire(now()::date)`);
    expect(await hub.database.sql(`SELECT FROM pg_class WHERE relname = 'log_event_12_202401'`)).toEqual([]);
    expect((await hub.reader.read(name, 0, 10)).map(({ offset }) => offset)).toEqual([4, 5, 6]);
    expect(await verifyExport(await lines(name))).toMatchObject({ ok: true, events: 3, head: { offset: 6 } });
  });

  it('clears what else there was of them page by page, beside what is written meanwhile, and nothing of others', async () => {
    const numbers = (): Promise<{ from: string }[]> => hub.database.sql(`SELECT f."from" FROM log_feed f JOIN log_stream s ON s.id = f.stream_id WHERE s.name = 'rights' ORDER BY 1`);
    const others = (): Promise<unknown[]> => hub.database.sql(`SELECT seq FROM log_feed f JOIN log_stream s ON s.id = f.stream_id WHERE s.name <> 'rights' ORDER BY 1`);
    // Numbered as the events before were, in runs of their own.
    await hub.database.sql(`INSERT INTO log_feed (seq, stream_id, "from", "to") SELECT -n, id, n, n FROM log_stream, generate_series(1, 3) n WHERE name = 'rights'`);
    const [before, beside] = [await numbers(), await others()];
    const client = await openTransaction(hub.database, 'system:test');
    await client.query('SELECT log_clear(1)');
    await hub.say(aStream(), 1);
    await client.query('COMMIT');
    await client.end();
    expect((await numbers()).length).toBe(before.length - 1);
    while ((await hub.database.asApp<{ many: string }>(systemActor('test'), [], 'SELECT log_clear(2) AS many'))[0]?.many !== '0');
    expect((await numbers()).filter(({ from }) => Number(from) <= 3)).toEqual([]);
    expect(await others()).toEqual(expect.arrayContaining(beside));
  });

  it('files events of a new month under it, in a partition that is made when it is needed', async () => {
    const stream = aStream();
    await hub.say(stream, 1);
    await hub.database.sql(`UPDATE log_stream SET month = '2020-01-01' WHERE name = $1`, [stream]);
    await hub.database.sql(`SELECT log_month(0, '2020-01-01')`);
    await hub.database.sql(`UPDATE log_event e SET month = '2020-01-01' FROM log_stream s WHERE s.id = e.stream_id AND s.name = $1`, [stream]);
    await hub.say(stream, 2);
    expect((await hub.database.sql<{ month_from: string }>('SELECT month_from FROM log_stream WHERE name = $1', [stream]))[0]?.month_from).toBe('2');
    expect((await hub.reader.read(stream, 0, 9)).map(({ offset }) => offset)).toEqual([1, 2]);
    expect((await hub.reader.read(stream, 1, 9)).map(({ offset }) => offset)).toEqual([2]);
  });

  it('files what one transaction records over several streams under the new month, each stream from its own first event of it', async () => {
    const streams = [aStream(), aStream()].sort();
    await hub.database.sql(`SELECT log_month(0, '2020-01-01')`);
    for (const [at, stream] of streams.entries()) for (let n = 0; n <= at; n += 1) await hub.say(stream, n);
    const old = streams[1];
    await hub.database.sql(`UPDATE log_stream SET month = '2020-01-01' WHERE name = $1`, [old]);
    await hub.database.sql(`UPDATE log_event e SET month = '2020-01-01' FROM log_stream s WHERE s.id = e.stream_id AND s.name = $1`, [old]);
    await hub.unitOfWork.run(somebody, [], async ({ record }) => {
      for (const stream of streams) for (let n = 10; n < 12; n += 1) record(said, stream, { n });
    });
    const kept = await hub.database.sql<{ head: string; month_from: string; thismonth: boolean }>('SELECT head, month_from, month = log_this_month() AS thismonth FROM log_stream WHERE name = ANY ($1) ORDER BY name', [streams]);
    expect(kept).toEqual([{ head: '3', month_from: '1', thismonth: true }, { head: '4', month_from: '3', thismonth: true }]);
    expect((await hub.reader.read(old ?? '', 0, 9)).map(({ offset }) => offset)).toEqual([1, 2, 3, 4]);
    for (const stream of streams) expect(await verifyExport(await lines(stream))).toMatchObject({ ok: true });
  });
});
