import pg from 'pg';
import type { Scenario } from '../harness/run.js';
import { paired, single } from '../harness/rows.js';

/** The batched append beside a bare insert of a hundred rows at a time into the same database. */
export const append: Scenario = {
  title: 'append: waiting publishers and one writer',
  names: ['append.'],
  measure: async (run) => {
    const hub = await run.server('hub');
    const bare = await run.fresh('bare-sql');
    const { owner, superuser } = await hub.call<{ owner: string; superuser: string }>('addresses');
    await bare.call('open', { url: owner });
    const watched = await run.watched(hub);
    const seconds = run.quick ? 1.5 : 3;
    const stream = 'bench:append0';
    const rates: Record<'v256' | 'v32' | 'raw', number[]> = { v256: [], v32: [], raw: [] };
    await hub.call('append', { publishers: 256, seconds: 1, stream });
    await bare.call('unnest', { seconds: 1, batch: 100 });
    for (let round = 0; round < Math.max(3, run.rounds); round += 1) {
      const turns = [
        async () => rates.v256.push((await hub.call<{ rate: number }>('append', { publishers: 256, seconds, stream })).rate),
        async () => rates.raw.push(await bare.call<number>('unnest', { seconds, batch: 100 })),
        async () => rates.v32.push((await hub.call<{ rate: number }>('append', { publishers: 32, seconds, stream })).rate),
      ];
      for (const turn of round % 2 === 0 ? turns : turns.reverse()) {
        await run.measured({ ...watched, peer: bare.pid }, turn);
      }
    }
    await bare.stop();
    const figure = { area: 'log', peer: 'unnest of 100', unit: 'events/s', better: 'higher' } as const;
    return [
      paired({ ...figure, name: 'append.batched.v256', goal: 0.8, note: '256 publishers, each waiting for its own acknowledgement; one stream, hash chain, fsync' }, rates.v256, rates.raw),
      paired({ ...figure, name: 'append.batched.v32' }, rates.v32, rates.raw),
      single({ area: 'log', name: 'append.batched.gaps', unit: 'offsets', better: 'lower', goal: 0 }, [await gaps(superuser, stream)]),
    ];
  },
};

/** Offsets that are missing between the first and the last of a stream. */
async function gaps(url: string, stream: string): Promise<number> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query<{ gaps: string }>('SELECT s.head - count(e.*) AS gaps FROM log_stream s LEFT JOIN log_event e ON e.stream_id = s.id AND e."offset" BETWEEN 1 AND s.head WHERE s.name = $1 GROUP BY s.head', [stream]);
  await client.end();
  return Number(rows[0]?.gaps ?? NaN);
}
