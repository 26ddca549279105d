import { systemActor } from '#kernel';
import { eraseWords, parsePosition, type StreamPass, type Tailer } from '#log';
import { aStream, appendBy, logHub, openTransaction, said, somebody, until, type LogHub } from './log-hub.js';

let hub: LogHub;
beforeEach(async () => { hub = await logHub(); });
afterEach(() => hub.close());

/** Everything that the tailer hands out, checked to be without a hole as it comes. */
function collect(tailer: Tailer): StreamPass[] {
  const passes: StreamPass[] = [];
  tailer.onPass((some) => passes.push(...some));
  return passes;
}

function toOf(passes: readonly StreamPass[], stream: string): number {
  return passes.filter((pass) => pass.stream === stream).at(-1)?.to ?? 0;
}

/** The offsets that the passes of a stream brought, where each pass says rightly what it covers and begins where the one before it ended. */
function offsetsOf(passes: readonly StreamPass[], stream: string): number[] {
  const all: number[] = [];
  let at = passes.find((pass) => pass.stream === stream)?.from;
  for (const pass of passes.filter((one) => one.stream === stream)) {
    if (pass.from !== at || pass.events.length !== pass.to - pass.from) throw new Error(`a pass from ${pass.from} to ${pass.to} follows ${at}`);
    all.push(...pass.events.map(({ offset }) => offset));
    at = pass.to;
  }
  return all;
}

/** 1 up to a number. */
function upTo(count: number): number[] {
  return Array.from({ length: count }, (_, at) => at + 1);
}

/** How often the reader has asked the database for rows from now on. */
function countReads(reader: LogHub['reader']): () => number {
  const rows = reader.rows.bind(reader);
  let count = 0;
  reader.rows = (...args) => {
    count += 1;
    return rows(...args);
  };
  return () => count;
}

async function sayMany(stream: string, count: number): Promise<void> {
  await hub.unitOfWork.run(somebody, [], async (work) => {
    for (let n = 0; n < count; n += 1) work.record(said, stream, { n });
  });
}

/** Of few streams all are asked at each pass; of many those that a look has found to have moved. */
describe.each([['a few', 0], ['many', 40]])('following %s streams', (_, others) => {
  beforeEach(async () => {
    for (let n = 0; n < others; n += 1) await hub.tailer.follow(aStream());
  });

  it('hands out each event once, in order, of the streams that are followed and of no other', async () => {
    const passes = collect(hub.tailer);
    const streams = [aStream(), aStream(), aStream()];
    for (const stream of streams) expect(await hub.tailer.follow(stream)).toMatchObject({ offset: 0 });
    const other = aStream();
    await Promise.all([...streams, other].flatMap((stream) => Array.from({ length: 40 }, (_, n) => hub.say(stream, n))));
    await until(() => streams.every((stream) => toOf(passes, stream) === 40));
    for (const stream of streams) {
      expect(offsetsOf(passes, stream)).toEqual(upTo(40));
      expect(hub.tailer.position(stream)).toMatchObject({ offset: 40 });
    }
    expect(toOf(passes, other)).toBe(0);
    expect(hub.tailer.position(other)).toBeNull();
  });

  it('hands out what comes between the look at a stream’s end and its being followed', async () => {
    const passes = collect(hub.tailer);
    const [slow, beside] = [aStream(), aStream()];
    await hub.say(slow, 1);
    await hub.tailer.follow(beside);
    // Whoever opens a stream is told its end late: as over a slow line.
    const { database } = hub;
    await database.sql(`ALTER FUNCTION log_open(text) RENAME TO log_open_at_once`);
    await database.sql(`CREATE FUNCTION log_open(p_name text) RETURNS log_stream LANGUAGE plpgsql SECURITY DEFINER AS $$
      DECLARE s log_stream; BEGIN s := log_open_at_once(p_name); PERFORM pg_advisory_xact_lock_shared(1); RETURN s; END $$`);
    const held = await openTransaction(database);
    await held.query('SELECT pg_advisory_xact_lock(1)');
    const following = hub.tailer.follow(slow);
    await until(async () => (await database.sql(`SELECT FROM pg_stat_activity WHERE wait_event = 'advisory'`)).length > 0);
    await hub.say(slow, 2);
    // By its number too it is nothing new to the pass that reads what is said beside it.
    const [drawn] = await database.asApp<{ fence: string }>(systemActor('test'), [], 'SELECT log_fence() AS fence');
    await database.asApp(systemActor('test'), [], 'SELECT log_number($1, 1000)', [drawn?.fence]);
    await hub.say(beside, 1);
    await until(() => toOf(passes, beside) === 1);
    await held.query('COMMIT');
    await held.end();
    expect(await following).toMatchObject({ offset: 1 });
    await until(() => toOf(passes, slow) === 2);
  });

  it('begins at the end of a stream that has events, and gives its events positions', async () => {
    const passes = collect(hub.tailer);
    const stream = aStream();
    await sayMany(stream, 5);
    const from = await hub.tailer.follow(stream);
    expect(from.offset).toBe(5);
    await hub.say(stream, 6);
    await until(() => toOf(passes, stream) === 6);
    const event = passes[0]?.events[0];
    expect(passes).toHaveLength(1);
    expect(parsePosition(event?.envelope.position ?? '')).toEqual({ epoch: from.epoch, offset: 6 });
  });

  it('follows as long as one of several readers does', async () => {
    const stream = aStream();
    await Promise.all([hub.tailer.follow(stream), hub.tailer.follow(stream)]);
    hub.tailer.unfollow(stream);
    expect(hub.tailer.position(stream)).not.toBeNull();
    hub.tailer.unfollow(stream);
    expect(hub.tailer.position(stream)).toBeNull();
  });

  it('reads more than one pass holds, whole', async () => {
    const passes = collect(hub.tailer);
    const stream = aStream();
    await hub.tailer.follow(stream);
    const held = await openTransaction(hub.database);
    await appendBy(held, stream);
    const rest = Promise.all(Array.from({ length: 6 }, () => sayMany(stream, 500)));
    await held.query('COMMIT');
    await held.end();
    await rest;
    await until(() => toOf(passes, stream) === 3_001);
    expect(offsetsOf(passes, stream)).toEqual(upTo(3_001));
  });

  it('goes on when its line is killed again and again, and hands out all that was committed meanwhile', async () => {
    const passes = collect(hub.tailer);
    const stream = aStream();
    await hub.tailer.follow(stream);
    const lines = (): Promise<{ pid: number }[]> => hub.database.sql<{ pid: number }>(`SELECT pid FROM pg_stat_activity WHERE application_name = 'hub tailer' AND datname = current_database()`);
    for (let n = 0; n < 60; n += 1) {
      await hub.say(stream, n);
      if (n % 20 === 10) {
        const [line] = await lines();
        await hub.database.sql('SELECT pg_terminate_backend($1)', [line?.pid]);
        await until(async () => (await lines()).some(({ pid }) => pid !== line?.pid));
      }
    }
    await until(() => toOf(passes, stream) === 60);
    expect(offsetsOf(passes, stream)).toEqual(upTo(60));
  });

  it('tells that a stream began another history, and goes on in it', async () => {
    const passes = collect(hub.tailer);
    const resets: string[] = [];
    hub.tailer.onReset((stream) => resets.push(stream));
    const stream = aStream();
    const before = await hub.tailer.follow(stream);
    await hub.say(stream, 1);
    await until(() => toOf(passes, stream) === 1);
    await hub.database.sql('SELECT log_restored()');
    await until(() => resets.includes(stream));
    expect(resets).toHaveLength(1 + others);
    const now = hub.tailer.position(stream);
    expect(now?.offset).toBe(1);
    expect(now?.epoch).not.toBe(before.epoch);
    expect(hub.tailer.recent(stream, 0)).toBeNull();
    await hub.say(stream, 2);
    await until(() => toOf(passes, stream) === 2);
    expect(passes.at(-1)).toMatchObject({ epoch: now?.epoch, from: 1, to: 2 });
  });

  it('keeps the others fed when a listener fails', async () => {
    hub.tailer.onPass(() => { throw new Error('a listener of this test fails'); });
    const passes = collect(hub.tailer);
    const stream = aStream();
    await hub.tailer.follow(stream);
    await hub.say(stream, 1);
    await until(() => toOf(passes, stream) === 1);
    expect(passes).toHaveLength(1);
  });
});

describe('bringing readers back from memory', () => {
  it('reaches back once for all who come back, and then has what comes live', async () => {
    const stream = aStream();
    await sayMany(stream, 400);
    await hub.tailer.follow(stream);
    expect(hub.tailer.recent(stream, 400)).toEqual([]);
    expect(hub.tailer.recent(stream, 399)).toBeNull();
    const reads = countReads(hub.reader);
    expect(await Promise.all(Array.from({ length: 500 }, (_, n) => hub.tailer.reach(stream, 100 + (n % 300))))).toEqual(Array(500).fill(true));
    expect(reads()).toBe(1);
    expect(hub.tailer.recent(stream, 100)?.map(({ offset }) => offset)).toEqual(Array.from({ length: 300 }, (_, n) => n + 101));
    await hub.say(stream, 401);
    await until(() => hub.tailer.position(stream)?.offset === 401);
    expect(hub.tailer.recent(stream, 399)?.map(({ offset }) => offset)).toEqual([400, 401]);
    expect(await hub.tailer.reach(stream, 101)).toBe(true);
    expect(reads()).toBe(1);
  });

  it('says no to what is too far back, ahead of the stream, or of a stream that nobody follows', async () => {
    const stream = aStream();
    for (let n = 0; n < 3; n += 1) await sayMany(stream, 500);
    await hub.tailer.follow(stream);
    expect(await hub.tailer.reach(stream, 499)).toBe(false);
    expect(await hub.tailer.reach(stream, 500)).toBe(true);
    expect(await hub.tailer.reach(stream, 1_501)).toBe(false);
    expect(await hub.tailer.reach(aStream(), 0)).toBe(false);
  });

  it('forgets words that are erased', async () => {
    const stream = aStream();
    await hub.tailer.follow(stream);
    await hub.say(stream, 1, { text: 'canary' });
    await until(() => hub.tailer.position(stream)?.offset === 1);
    expect(JSON.stringify(hub.tailer.recent(stream, 0))).toContain('canary');
    await hub.unitOfWork.run(somebody, [], ({ db }) => eraseWords(db, stream, [1]));
    await until(() => hub.tailer.recent(stream, 0) === null);
    expect(await hub.tailer.reach(stream, 0)).toBe(true);
    expect(hub.tailer.recent(stream, 0)?.map(({ envelope }) => envelope.data)).toEqual([{ n: 1 }]);
  });
});
