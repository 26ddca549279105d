import pg from 'pg';
import type { Bench, Scenario } from '../harness/run.js';
import { median, round, single, type Row } from '../harness/rows.js';
import type { Room } from '../harness/step.js';

const RATE = 40;
const READERS = 10;

interface Lag { readonly p50: number; readonly p99: number }

/** From the acknowledged commit to the client's socket, at a low rate; and the same beside a transaction that has nothing to do with it. */
export const latency: Scenario = {
  title: 'latency: commit to socket at a low rate',
  names: ['latency.'],
  measure: async (run) => {
    const hub = await run.server('hub');
    const room = await run.room(hub, READERS, { prefix: 'slow' });
    const { owner } = await hub.call<{ owner: string }>('addresses');
    const alone: Lag[] = [];
    const beside: Lag[] = [];
    await lag(run, room, 1);
    for (let turn = 0; turn < Math.max(3, run.rounds); turn += 1) {
      const measureBeside = async (): Promise<void> => {
        const stranger = await Stranger.begin(owner);
        beside.push(await lag(run, room, run.quick ? 3 : 5));
        await stranger.end();
      };
      if (turn % 2 === 1) await measureBeside();
      alone.push(await lag(run, room, run.quick ? 3 : 5));
      if (turn % 2 === 0) await measureBeside();
    }
    await run.leave(room);
    return rowsOf(run, alone, beside);
  },
};

function rowsOf(run: Bench, alone: readonly Lag[], beside: readonly Lag[]): Row[] {
  const p99 = alone.map((one) => one.p99);
  return [
    single({ area: 'log', name: 'latency.low-rate.p50', unit: 'ms', better: 'lower', goal: 3, note: `${RATE} events a second, each in its own transaction, ${READERS} readers; from the acknowledged commit` }, alone.map((one) => one.p50)),
    single({ area: 'log', name: 'latency.low-rate.p99', unit: 'ms', better: 'lower', goal: 20 }, p99),
    {
      area: 'log', name: 'latency.long-transaction.p99', unit: 'ms', better: 'lower', value: round(median(beside.map((one) => one.p99))), peer: 'without it', peerValue: round(median(p99)),
      ratio: round(median(beside.map((one) => one.p99)) / median(p99)), goal: 1.5, samples: beside.map((one) => one.p99), note: `p99 while an unrelated writing transaction is open for 1 s at a time; medians of ${run.rounds} rounds`,
    },
  ];
}

/** Publishes one by one, and compares the readers' arrivals with the publisher's acknowledged commits. */
async function lag(run: Bench, { server, client, stream }: Room, seconds: number): Promise<Lag> {
  await client.tell('reset');
  await client.tell('record');
  const { count, commits } = await run.measured(await run.watched(server, client), () => server.call<{ count: number; commits: [string, number][] }>('publish', { stream, rate: RATE, seconds, via: 'single' }));
  await client.expect(count * READERS, 2_000);
  const committed = new Map(commits.map(([sent, at]) => [Number(sent), at]));
  const lags = (await client.arrivals()).map(([sent, at]) => (at - (committed.get(sent) ?? NaN)) / 1000).sort((a, b) => a - b);
  if (lags.length < count) throw new Error(`${count - lags.length} events of ${count} did not arrive`);
  // A reader can be told before the publisher hears of its own commit.
  const at = (share: number): number => Number(Math.max(0, lags[Math.min(lags.length - 1, Math.floor(share * lags.length))] ?? NaN).toFixed(3));
  return { p50: at(0.5), p99: at(0.99) };
}

/** Another user of the database, whose transactions write something of their own and stay open for a second. */
class Stranger {
  private open = true;
  private constructor(private readonly client: pg.Client, private work: Promise<void>) {}

  static async begin(url: string): Promise<Stranger> {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    await client.query('CREATE TABLE IF NOT EXISTS bench_unrelated (at timestamptz)');
    const stranger = new Stranger(client, Promise.resolve());
    stranger.work = stranger.write();
    return stranger;
  }

  async end(): Promise<void> {
    this.open = false;
    await this.work;
    await this.client.end();
  }

  private async write(): Promise<void> {
    while (this.open) {
      await this.client.query('BEGIN; INSERT INTO bench_unrelated VALUES (now())');
      await this.client.query('SELECT pg_sleep(1)');
      await this.client.query('COMMIT');
    }
  }
}
