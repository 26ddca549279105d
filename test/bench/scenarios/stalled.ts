import type { Scenario } from '../harness/run.js';
import { median, single, type Row } from '../harness/rows.js';
import { step } from '../harness/step.js';

const READERS = 100;
const STALLED = 10;
const DELIVERIES = 20_000;

/** Readers that stop reading: what they cost the hub, and what the others feel of it. */
export const stalled: Scenario = {
  title: 'stalled readers',
  names: ['stalled.'],
  measure: async (run) => {
    const hub = await run.fresh('hub');
    const healthy = await run.room(hub, READERS, { prefix: 'stall' });
    const seconds = run.quick ? 3 : 5;
    await step(healthy, DELIVERIES, 2);
    const alone: number[] = [];
    const beside: number[] = [];
    const grown: number[] = [];
    const codes: number[] = [];
    for (let round = 0; round < run.rounds; round += 1) {
      alone.push((await step(healthy, DELIVERIES, seconds)).p99);
      const slow = await run.room(hub, STALLED, { prefix: 'stall' });
      const before = await hub.call<number>('memory');
      await slow.client.tell(`stall ${STALLED}`);
      beside.push((await step(healthy, DELIVERIES, seconds)).p99);
      grown.push(Math.max(0, (await hub.call<number>('memory')) - before) / STALLED / 1024);
      await slow.client.tell('unstall');
      await new Promise((resolve) => setTimeout(resolve, 300));
      codes.push((await slow.client.counts()).closeCode);
      await run.leave(slow);
    }
    await run.leave(healthy);
    await hub.stop();
    return rowsOf(alone, beside, grown, codes);
  },
};

function rowsOf(alone: readonly number[], beside: readonly number[], grown: readonly number[], codes: readonly number[]): Row[] {
  const ratio = Number((median(beside) / median(alone)).toFixed(3));
  return [
    {
      area: 'realtime', name: 'stalled.reader.others-p99', value: median(beside), unit: 'ms', peer: 'none stalled', peerValue: median(alone), ratio, goal: 1.2, better: 'lower',
      samples: beside.map((one, at) => Number((one / (alone[at] ?? NaN)).toFixed(3))), note: `${STALLED} stalled beside ${READERS} at ${DELIVERIES} d/s; medians of the rounds`,
    },
    single({ area: 'realtime', name: 'stalled.reader.memory', unit: 'KiB/line', better: 'lower', goal: 2_048, note: `resident memory after a collection; the hub cuts such a line at 1 MiB or 10 s (close codes seen: ${[...new Set(codes)].join(', ')})` }, grown),
  ];
}
