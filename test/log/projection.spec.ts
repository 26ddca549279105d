import { Injectable } from '@nestjs/common';
import type { stream } from '#contracts';
import { On, type Work } from '#log';
import type { TestDatabase } from '../support/database.js';
import { aStream, logHub, moved, said, somebody, until, type LogHub } from './log-hub.js';

/** What the projection of these tests is to do at its next events; shared by all hubs of a test. */
let at: (event: stream.Envelope, work: Work) => Promise<void> = async () => undefined;

@Injectable()
class Tally {
  @On(said)
  async count(event: stream.Envelope, work: Work): Promise<void> {
    await work.db.query('INSERT INTO tally (event, n) VALUES ($1, $2)', [event.id, event.data['n']]);
    await at(event, work);
  }

  @On(moved)
  async echo(event: stream.Envelope, work: Work): Promise<void> {
    if (event.data['n'] === 1) work.record(said, 'meeting:echo', { n: 1_000 });
  }
}

@Injectable()
class Bystander {
  seen: unknown[] = [];

  @On(said)
  async watch(event: stream.Envelope): Promise<void> {
    this.seen.push(event.data['n']);
    delete event.data['n'];
  }
}

const providers = [Tally, Bystander];
let hub: LogHub;

beforeEach(async () => {
  at = async () => undefined;
  hub = await logHub({ providers });
  await hub.database.sql('CREATE TABLE tally (serial int GENERATED ALWAYS AS IDENTITY, event uuid, n int)');
  await hub.database.sql('GRANT SELECT, INSERT ON tally TO hub_app');
});
afterEach(() => hub.close());

async function tallied(database: TestDatabase = hub.database): Promise<number[]> {
  return (await database.sql<{ n: number }>('SELECT n FROM tally ORDER BY serial')).map(({ n }) => n);
}

describe('projections', () => {
  it('react to each event once, in the order of the feed, and record events in turn', async () => {
    const before = aStream();
    await hub.say(before, 0);
    hub.duties.start();
    const streams = [aStream(), aStream()];
    for (let n = 1; n <= 20; n += 1) await hub.say(streams[n % 2] ?? '', n);
    await hub.unitOfWork.run(somebody, [], async ({ record }) => record(moved, 'unit:a', { n: 1 }));
    await hub.projections.settled();
    const feed = await hub.feed.read(0, 100);
    expect(await tallied()).toEqual(feed.filter(({ envelope }) => envelope.type === said.name).map(({ envelope }) => envelope.data['n']));
    expect(await tallied()).toContain(1_000);
    expect((await tallied()).length).toBe(22);
    expect(hub.get(Bystander).seen).toEqual(await tallied());
  });

  it('leave one trace of each event when their line is killed in the middle of it', async () => {
    let kills = 0;
    at = async (_event, { db }) => {
      if (kills === 3) return;
      kills += 1;
      const [{ pid }] = await db.query<[{ pid: number }]>('SELECT pg_backend_pid() AS pid');
      await hub.database.sql('SELECT pg_terminate_backend($1)', [pid]);
    };
    hub.duties.start();
    for (let n = 0; n < 5; n += 1) await hub.say(aStream(), n);
    await hub.projections.settled();
    expect(kills).toBe(3);
    expect((await tallied()).sort()).toEqual([0, 1, 2, 3, 4]);
  });

  it('wait as long as it takes for a database that is too busy, and go on by themselves', async () => {
    // More often than a fault of the event would be tried.
    let left = 8;
    at = async (_event, { db }) => {
      if ((left -= 1) < 0) return;
      await db.query(`SELECT set_config('statement_timeout', '1', true)`);
      await db.query('SELECT pg_sleep(1)');
    };
    hub.duties.start();
    for (let n = 0; n < 3; n += 1) await hub.say(aStream(), n);
    await hub.projections.settled();
    expect(left).toBeLessThan(0);
    expect((await tallied()).sort()).toEqual([0, 1, 2]);
  });

  it('leave one trace of each event when the process on duty loses its line to another in the middle of one', async () => {
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => { release = resolve; });
    let holding = 0;
    at = async () => {
      holding += 1;
      if (holding === 1) await held;
    };
    hub.duties.start();
    await until(() => hub.duties.onDuty);
    await hub.say(aStream(), 7);
    await until(() => holding === 1);
    // The other process takes over while this one is still in the middle of the event.
    const other = await logHub({ on: hub.database, providers });
    try {
      await hub.database.sql(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'hub duties' AND datname = current_database()`);
      other.duties.start();
      await until(async () => other.duties.onDuty || hub.duties.onDuty);
      await hub.say(aStream(), 8);
      release();
      await other.projections.settled();
      expect(await tallied()).toEqual([7, 8]);
    } finally {
      await other.close();
    }
  });

  it('stand still at an event that fails every try, skip nothing, say so, and hold no other up', async () => {
    at = async (event) => {
      if (event.data['n'] === 2) throw new Error('this event is poison');
    };
    hub.duties.start();
    const stream = aStream();
    for (let n = 1; n <= 3; n += 1) await hub.say(stream, n);
    await until(() => hub.projections.states().some(({ stopped }) => stopped !== null));
    expect(hub.projections.states().find(({ name }) => name === 'Tally')).toMatchObject({ position: 1, stopped: expect.stringContaining('this event is poison') as string });
    expect(await tallied()).toEqual([1]);
    expect(hub.get(Bystander).seen).toEqual([1, 2, 3]);
    await expect(hub.projections.settled()).rejects.toThrow(/Tally stands still/);
    // The next start tries again, from where it stands.
    at = async () => undefined;
    const next = await logHub({ on: hub.database, providers });
    try {
      await hub.duties.beforeApplicationShutdown();
      next.duties.start();
      await next.projections.settled();
      expect(await tallied()).toEqual([1, 2, 3]);
    } finally {
      await next.close();
    }
  });
});

describe('periodic duties', () => {
  it('run in one process at a time, and go on when one fails', async () => {
    const other = await logHub({ on: hub.database, providers });
    const ran: string[] = [];
    hub.duties.every(0.01, 'test', async () => { ran.push('hub'); });
    other.duties.every(0.01, 'test', async () => {
      ran.push('other');
      throw new Error('a duty of this test fails');
    });
    try {
      hub.duties.start();
      await until(() => ran.length > 5);
      other.duties.start();
      await until(() => ran.length > 15);
      expect(new Set(ran)).toEqual(new Set(['hub']));
      await hub.duties.beforeApplicationShutdown();
      ran.length = 0;
      await until(() => ran.length > 5);
      expect(new Set(ran)).toEqual(new Set(['other']));
    } finally {
      await other.close();
    }
  });

  it('are registered once under a name', () => {
    hub.duties.every(1, 'twice', async () => undefined);
    expect(() => hub.duties.every(1, 'twice', async () => undefined)).toThrow(/registered twice/);
  });
});
