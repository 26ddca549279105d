import type { Bench, Scenario } from '../harness/run.js';
import { paired, type Row } from '../harness/rows.js';

/** What an idle reader costs in memory, and how fast readers come. */
export const idle: Scenario = {
  title: 'idle readers and connecting',
  names: ['idle.', 'connect.'],
  measure: async (run) => [await memory(run), await rate(run)],
};

/** The slope of resident memory between 1,000 and 4,000 subscribed lines, each of its own person, in fresh processes. */
async function memory(run: Bench): Promise<Row> {
  const slopes: Record<'hub' | 'nest', number[]> = { hub: [], nest: [] };
  for (let round = 0; round < (run.quick ? 1 : 3); round += 1) {
    slopes.hub.push(await slope(run, 'hub'));
    slopes.nest.push(await slope(run, 'bare-nest'));
  }
  return paired({
    area: 'realtime', name: 'idle.memory', unit: 'KiB/line', peer: 'bare Nest gateway', better: 'lower', goal: 1.3, note: 'resident memory after a collection; signed in and subscribed',
  }, slopes.hub, slopes.nest);
}

async function slope(run: Bench, program: string): Promise<number> {
  const server = await run.fresh(program);
  const client = run.client(server);
  const reading = { prefix: 'idle' };
  await client.open(1_000, 64, reading);
  const few = await settled(server);
  await client.open(3_000, 64, reading);
  const many = await settled(server);
  await run.leave({ client });
  await server.stop();
  return (many - few) / 3_000 / 1024;
}

/** Memory once it has stopped falling. */
async function settled(server: { call<T>(method: string): Promise<T> }): Promise<number> {
  let lowest = Infinity;
  for (let looks = 0; looks < 5; looks += 1) {
    await new Promise((resolve) => setTimeout(resolve, 300));
    lowest = Math.min(lowest, await server.call<number>('memory'));
  }
  return lowest;
}

/** Lines a second, 64 at once, until the namespace is open; the token is checked by the same function. */
async function rate(run: Bench): Promise<Row> {
  const lines = run.quick ? 1_000 : 2_000;
  const rates: Record<'hub' | 'bare', number[]> = { hub: [], bare: [] };
  const servers = { hub: await run.server('hub'), bare: await run.server('bare-socket-io') };
  const connect = async (name: 'hub' | 'bare', count: number): Promise<number> => {
    const client = run.client(servers[name]);
    const { ms } = await run.measured(await run.watched(servers[name], client), () => client.open(count, 64, null));
    await run.leave({ client });
    return (count * 1000) / ms;
  };
  // The first lines warm the code: until some thousands have come, both servers are at half their pace.
  for (const count of [1_000, lines, lines]) for (const name of ['hub', 'bare'] as const) await connect(name, count);
  for (let round = 0; round < Math.max(3, run.rounds); round += 1) {
    for (const name of round % 2 === 0 ? (['hub', 'bare'] as const) : (['bare', 'hub'] as const)) rates[name].push(await connect(name, lines));
  }
  return paired({ area: 'realtime', name: 'connect.rate', unit: 'lines/s', peer: 'socket.io', better: 'higher', goal: 0.8, note: 'signed in, 64 at once, the same token check' }, rates.hub, rates.bare);
}
