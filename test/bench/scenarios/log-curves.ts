import type { Bench, Scenario } from '../harness/run.js';
import { median, round, type Row } from '../harness/rows.js';
import type { Server } from '../harness/server.js';

/** How the log bears growing: appends and reads of a long stream, and of many streams. */
export const logCurves: Scenario = {
  title: 'curves: length of the log and number of streams',
  names: ['curve.append', 'curve.replay', 'curve.streams'],
  measure: async (run) => {
    const hub = await run.fresh('hub');
    // What runs first would run on cold code.
    await hub.call('append', { publishers: 256, seconds: 3, stream: 'bench:warm0' });
    const rows = [...(await byLength(run, hub)), ...(await byStreams(run, hub))];
    await hub.stop();
    return rows;
  },
};

const RUN = 100;

async function byLength(run: Bench, hub: Server): Promise<Row[]> {
  const lengths = run.quick ? [1_000, 10_000, 100_000] : [1_000, 10_000, 100_000, 1_000_000];
  const stream = 'bench:long0';
  const seen: Record<'append' | 'spread' | 'end', number[]> = { append: [], spread: [], end: [] };
  let length = 0;
  for (const wanted of lengths) {
    if (wanted > length) await hub.call('fill', { stream, events: wanted - length });
    length = Math.max(length, wanted);
    for (const where of ['spread', 'end'] as const) seen[where].push(await repeat(run, hub, () => hub.call<number>('replay', { stream, length, run: RUN, seconds: 1, where })));
    seen.append.push(await repeat(run, hub, async () => {
      const { rate, count } = await hub.call<{ rate: number; count: number }>('append', { publishers: 256, seconds: run.quick ? 1 : 2, stream });
      length += count;
      return rate;
    }));
  }
  const note = `a stream of ${lengths.map((one) => one.toLocaleString('en')).join(', ')} events`;
  return [
    curve('curve.append', 'events/s', seen.append, `256 publishers; ${note}, each at least so long`),
    curve('curve.replay.spread', 'events/s', seen.spread, `runs of ${RUN} from all over ${note}`),
    curve('curve.replay.last', 'events/s', seen.end, `the last ${RUN} of ${note}`),
  ];
}

/** The same appends over more and more streams: one event a transaction as commands make them, and batched. A read of one among them. */
async function byStreams(run: Bench, hub: Server): Promise<Row[]> {
  const counts = run.quick ? [10, 1_000] : [10, 100, 1_000, 10_000];
  const seconds = run.quick ? 1 : 2;
  const seen: Record<'single' | 'batched' | 'replay', number[]> = { single: [], batched: [], replay: [] };
  for (const streams of counts) {
    const stream = `bench:many${streams}s0`;
    await hub.call('fill', { stream, events: streams, streams });
    for (const via of ['single', 'batched'] as const) {
      const publishers = via === 'single' ? 32 : 256;
      seen[via].push(await repeat(run, hub, async () => (await hub.call<{ rate: number }>('append', { publishers, seconds, stream, streams, via })).rate));
    }
    seen.replay.push(await repeat(run, hub, () => hub.call<number>('replay', { stream: 'bench:long0', length: 1_000, run: RUN, seconds: 1, where: 'spread' })));
  }
  const note = `${counts.map((one) => one.toLocaleString('en')).join(', ')} streams in turn`;
  return [
    curve('curve.streams.single', 'events/s', seen.single, `32 callers, an event a transaction; ${note}`),
    curve('curve.streams.batched', 'events/s', seen.batched, `256 publishers; ${note}: a flush moves as many streams as it has events`),
    curve('curve.streams.replay', 'events/s', seen.replay, `runs of ${RUN} of one stream among so many`),
  ];
}

async function repeat(run: Bench, hub: Server, measure: () => Promise<number>): Promise<number> {
  const watched = await run.watched(hub);
  const values: number[] = [];
  for (let turn = 0; turn < 3; turn += 1) values.push(await run.measured(watched, measure));
  return median(values);
}

function curve(name: string, unit: string, values: readonly number[], note: string): Row {
  const first = values[0] ?? NaN;
  const last = values.at(-1) ?? NaN;
  return { area: 'log', name, value: round(last), unit, peer: 'shortest', peerValue: round(first), ratio: round(last / first), goal: 0.8, better: 'higher', samples: values.map(round), note };
}
