import { systemActor } from '#kernel';
import type { FeedReader } from '#log';
import { aStream, appendBy, logHub, moved, openTransaction, said, somebody, until, type LogHub } from './log-hub.js';

let hub: LogHub;
beforeEach(async () => { hub = await logHub(); });
afterEach(() => hub.close());

async function all(feed: FeedReader): Promise<string[]> {
  const ids: string[] = [];
  for (let after = 0; ;) {
    const events = await feed.read(after, 37);
    if (events.length === 0) return ids;
    ids.push(...events.map(({ envelope }) => envelope.id));
    after = events.at(-1)?.seq ?? after;
  }
}

/** A reader that follows a bare serial number, as one should not: whatever is past the greatest number that it saw. */
async function bareReader(seen: Set<string>, cursor: { at: string }): Promise<void> {
  const rows = await hub.database.sql<{ id: string; event: string }>(
    `SELECT u.id, e.id AS event FROM log_unnumbered u JOIN log_event e ON e.stream_id = u.stream_id AND e."offset" BETWEEN u."from" AND u."to" WHERE u.id > $1 ORDER BY u.id`, [cursor.at]);
  for (const { id, event } of rows) {
    seen.add(event);
    cursor.at = id;
  }
}

describe('the feed over all streams', () => {
  it('skips nothing with eight writers and transactions that commit late; a bare serial number in its place loses events', async () => {
    const seen = new Set<string>();
    const cursor = { at: '0' };
    const followed: string[] = [];
    let after = 0;
    const { fence } = (await hub.database.asApp<{ fence: string }>(systemActor('test'), [], 'SELECT log_fence() AS fence'))[0] ?? { fence: '' };
    const follow = async (): Promise<void> => {
      await hub.database.asApp(systemActor('test'), [], 'SELECT log_number($1, 1000)', [fence]);
      const events = await hub.feed.read(after, 10_000);
      followed.push(...events.map(({ envelope }) => envelope.id));
      after = events.at(-1)?.seq ?? after;
    };
    for (let round = 0; round < 5; round += 1) {
      const late = await openTransaction(hub.database);
      await appendBy(late, aStream());
      await Promise.all(Array.from({ length: 8 }, (_, n) => hub.say(aStream(), n)));
      // The bare reader reads before the feed's own numbers are given, which takes the rows away.
      await bareReader(seen, cursor);
      await follow();
      await late.query('COMMIT');
      await late.end();
      await bareReader(seen, cursor);
      await follow();
    }
    const committed = (await hub.database.sql<{ id: string }>('SELECT id FROM log_event')).map(({ id }) => id);
    expect(committed).toHaveLength(45);
    expect([...followed].sort()).toEqual([...committed].sort());
    expect(seen.size).toBe(40);
  });

  it('begins where all is settled: behind what was numbered, never behind what a transaction has drawn and not committed', async () => {
    const [drawn] = await hub.database.asApp<{ fence: string }>(systemActor('test'), [], 'SELECT log_fence() AS fence');
    const number = (runs = 1_000): Promise<unknown> => hub.database.asApp(systemActor('test'), [], 'SELECT log_number($1, $2)', [drawn?.fence, runs]);
    const settled = async (): Promise<number> => Number((await hub.database.sql<{ settled: string }>('SELECT settled FROM log_feed_head'))[0]?.settled);
    const numbered = async (): Promise<number> => (await hub.feed.head()).seq;
    let said = 0;
    const others = async (): Promise<void> => {
      await hub.say(aStream(), 1);
      await number();
      said += 1;
    };
    // A transaction of another database in the same server holds it back too, for as long as it lasts.
    const settledUpTo = (id: number): Promise<void> => until(async () => {
      await others();
      return (await settled()) >= id;
    });
    await settledUpTo(1);
    const late = await openTransaction(hub.database);
    await appendBy(late, aStream());
    const lateId = said + 1;
    for (let n = 0; n < 4; n += 1) await others();
    expect(await settled()).toBeLessThan(lateId);
    expect(await numbered()).toBe(said);
    await late.query('COMMIT');
    await late.end();
    await number();
    expect(await numbered()).toBe(said + 1);
    await settledUpTo(lateId);
    // More than one look takes: what is left behind the last is not settled.
    await Promise.all(Array.from({ length: 10 }, (_, n) => hub.say(aStream(), n)));
    for (let n = 0; n < 4; n += 1) await number(3);
    expect(await numbered()).toBe(said + 11);
  });

  it('numbers without a hole, each event once, and each stream in the order of its offsets', async () => {
    hub.duties.start();
    const streams = Array.from({ length: 6 }, aStream);
    await Promise.all(streams.map(async (stream, at) => {
      for (let n = 0; n < 20; n += 1) {
        await hub.unitOfWork.run(somebody, [], async ({ record }) => {
          record(said, stream, { n });
          record(moved, 'unit:all', { n: at });
          record(said, stream, { n });
        });
      }
    }));
    await until(async () => (await hub.feed.head()).seq === 360);
    const events = await hub.feed.read(0, 1_000);
    expect(events.map(({ seq }) => seq)).toEqual(Array.from({ length: 360 }, (_, at) => at + 1));
    for (const stream of [...streams, 'unit:all']) {
      const offsets = events.filter((event) => event.stream === stream).map(({ offset }) => offset);
      expect(offsets).toEqual([...offsets].sort((a, b) => a - b));
    }
    expect(await all(hub.feed)).toEqual(events.map(({ envelope }) => envelope.id));
    // From the middle of a transaction's run as well.
    expect((await hub.feed.read(101, 3)).map(({ seq }) => seq)).toEqual([102, 103, 104]);
  });

  it('is not held up by an unrelated transaction that stays open, nor by a writer that has not committed', async () => {
    hub.duties.start();
    const unrelated = await openTransaction(hub.database);
    await unrelated.query('SELECT pg_current_xact_id()');
    const writer = await openTransaction(hub.database);
    await appendBy(writer, aStream());
    const began = performance.now();
    await hub.say(aStream(), 1);
    await hub.feed.grown(0, 10_000);
    expect((await hub.feed.head()).seq).toBe(1);
    expect(performance.now() - began).toBeLessThan(1_500);
    await writer.query('COMMIT');
    await hub.feed.grown(1, 10_000);
    expect((await hub.feed.head()).seq).toBe(2);
    await Promise.all([writer.end(), unrelated.query('ROLLBACK').then(() => unrelated.end())]);
  });

  it('lets a sequencer number nothing once another has taken over', async () => {
    const draw = async (): Promise<string> => (await hub.database.asApp<{ fence: string }>(systemActor('test'), [], 'SELECT log_fence() AS fence'))[0]?.fence ?? '';
    const number = (fence: string): Promise<unknown> => hub.database.asApp(systemActor('test'), [], 'SELECT log_number($1, 10)', [fence]);
    const first = await draw();
    await hub.say(aStream(), 1);
    await number(first);
    const second = await draw();
    await hub.say(aStream(), 2);
    await expect(number(first)).rejects.toThrow(/another sequencer has taken over/);
    expect((await hub.feed.head()).seq).toBe(1);
    await number(second);
    expect((await hub.feed.head()).seq).toBe(2);
  });

  it('has one process on duty, and another takes over when its line is killed, without a hole or a number given twice', async () => {
    const other = await logHub({ on: hub.database });
    try {
      hub.duties.start();
      await until(() => hub.duties.onDuty);
      other.duties.start();
      let writing = true;
      const stream = aStream();
      let written = 0;
      const writer = (async () => {
        while (writing) await hub.say(stream, written++);
      })();
      await hub.feed.grown(20, 10_000);
      expect(other.duties.onDuty).toBe(false);
      // Whoever comes first to the lock is on duty next; the first one must not be, so it is told to stop.
      const stopping = hub.duties.beforeApplicationShutdown();
      await hub.database.sql(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'hub duties' AND datname = current_database() AND pid IN (SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND granted)`);
      await stopping;
      await until(() => other.duties.onDuty);
      const { seq } = await hub.feed.head();
      await hub.feed.grown(seq + 20, 10_000);
      writing = false;
      await writer;
      await until(async () => (await hub.feed.head()).seq === written);
      const events = await hub.feed.read(0, 10_000);
      expect(events.map(({ offset }) => offset)).toEqual(Array.from({ length: written }, (_, at) => at + 1));
      expect(events.map(({ seq: number }) => number)).toEqual(events.map(({ offset }) => offset));
    } finally {
      await other.close();
    }
  });

  it('lets those who wait go when they have waited long enough or give up', async () => {
    await hub.feed.grown(0, 10);
    const gone = new AbortController();
    const waiting = hub.feed.grown(0, 60_000, gone.signal);
    gone.abort();
    await waiting;
    expect(await hub.feed.read(0, 10)).toEqual([]);
    expect((await hub.feed.head()).epoch).toMatch(/^[a-z0-9]{8}$/);
  });
});
