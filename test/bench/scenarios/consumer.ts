import { readFileSync, rmSync } from 'node:fs';
import type { Worked } from '../harness/consumer-worker.js';
import { beside } from '../harness/beside.js';
import { meter, quiet } from '../harness/processor.js';
import { single } from '../harness/rows.js';
import type { Bench, Scenario } from '../harness/run.js';
import type { Server } from '../harness/server.js';

const FOLDER = 'var/bench/consumer';
const BATCH = 1_000;

/** Durable pull consumers on the whole hub: everything that is kept is read by one worker, batch by batch, each settled by one call. */
export const consumer: Scenario = {
  title: 'consumer: a warm log pulled by one worker',
  names: ['consumer.'],
  measure: async (run) => {
    rmSync(FOLDER, { recursive: true, force: true });
    const hub = await run.fresh('whole-hub', { HUB_DATA: FOLDER, HUB_RATE_PER_SECOND: '10000', HUB_RATE_BURST: '100000' });
    try {
      const events = run.quick ? 50_000 : 200_000;
      const url = `http://127.0.0.1:${hub.port}`;
      const owner = await claim(url);
      await hub.call('fill', { personId: owner.personId, events });
      const worked: (Worked & { cost: number; withDatabase: number })[] = [];
      // What runs first would run on cold code.
      for (let round = 0; round <= run.rounds; round += 1) worked.push(await pullAll(run, hub, { url, token: owner.token, events }));
      const rounds = worked.slice(1);
      const wrong = rounds.reduce((sum, one) => sum + one.wrong + (events - one.events), 0);
      const note = `${events.toLocaleString('en')} events of 250 bytes from the feed, with a filter, in batches of ${BATCH}, one acknowledging call each; hub and database on one core`;
      return [
        single({ area: 'events', name: 'consumer.pull', unit: 'events/s', better: 'higher', goal: 20_000, note }, rounds.map((one) => one.events / one.seconds)),
        single({ area: 'events', name: 'consumer.pull.wrong', unit: 'events', better: 'lower', goal: 0, note: 'missing, doubled or out of order' }, [wrong]),
        single({ area: 'events', name: 'consumer.pull.cpu', unit: 'us/event', better: 'lower', note: 'of the hub’s process' }, rounds.map((one) => one.cost)),
        single({ area: 'events', name: 'consumer.pull.cpu-with-database', unit: 'us/event', better: 'lower', note: 'of the hub’s process and PostgreSQL’s' }, rounds.map((one) => one.withDatabase)),
      ];
    } finally {
      await hub.stop();
      rmSync(FOLDER, { recursive: true, force: true });
    }
  },
};

async function pullAll(run: Bench, hub: Server, { url, token, events }: { url: string; token: string; events: number }): Promise<Worked & { cost: number; withDatabase: number }> {
  const { consumerId } = await send<{ consumerId: string }>(url, token, 'events.consumer.create', { name: `bench-${Date.now()}`, filter: { types: ['bench.*'] } });
  await quiet();
  const worker = beside('consumer-worker', { url, key: token, consumerId, batch: BATCH, events });
  const watch = meter({ server: hub.pid, database: await hub.call<number>('database'), client: worker.pid });
  const worked = await worker.told<Worked>();
  const load = watch.stop();
  run.saw(load.foreign);
  const each = (cores: number): number => (cores * load.seconds * 1e6) / worked.events;
  return { ...worked, cost: each(load.server), withDatabase: each(load.server + load.database) };
}

/** Takes the fresh hub over. */
async function claim(url: string): Promise<{ token: string; personId: string }> {
  const secret = readFileSync(`${FOLDER}/setup-link`, 'utf8').trim().split('#')[1];
  return post(`${url}/api/v1/setup`, { token: secret, name: 'Bench', email: 'bench@example.org', password: 'seven quiet rivers at dawn', as: 'token' });
}

function send<T>(url: string, token: string, command: string, input: object): Promise<T> {
  return post(`${url}/api/v1/commands/${command}`, input, token);
}

async function post<T>(address: string, body: object, token?: string): Promise<T> {
  const answer = await fetch(address, { method: 'POST', headers: { 'content-type': 'application/json', ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) }, body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(`${address}: ${await answer.text()}`);
  return answer.json() as Promise<T>;
}
