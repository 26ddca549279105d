import type { Bench, Scenario } from '../harness/run.js';
import { median, round, single, type Row } from '../harness/rows.js';
import type { Server } from '../harness/server.js';
import { step, type Room } from '../harness/step.js';

const READERS = 50;
const STALLED = 50;
/** Long messages, 250 a second: a reader that stops has filled the kernel's buffers (up to 4 MiB) and the hub's bound of 1 MiB after some five seconds. */
const TEXT = 4_000;
const DELIVERIES = 12_500;
const SECONDS = 9;

/** Readers that stop reading: what they cost the hub, and what the others feel of it. */
export const stalled: Scenario = {
  title: 'stalled readers',
  names: ['stalled.'],
  measure: async (run) => {
    const hub = await run.fresh('hub');
    const healthy: Room = { ...(await run.room(hub, READERS, { prefix: 'stall' })), text: TEXT };
    const seen: Seen = { alone: [], beside: [], grown: [] };
    await step(healthy, DELIVERIES, 3);
    for (let turn = 0; turn < Math.min(3, run.rounds); turn += 1) await oneRound(run, healthy, seen);
    await run.leave(healthy);
    await hub.stop();
    return rowsOf(seen);
  },
};

interface Seen { readonly alone: number[]; readonly beside: number[]; readonly grown: number[] }

async function oneRound(run: Bench, healthy: Room, seen: Seen): Promise<void> {
  const { server } = healthy;
  const before = await highest(server, async () => seen.alone.push((await step(healthy, DELIVERIES, SECONDS)).p99));
  const client = run.client(server);
  await client.tell('narrow');
  await client.open(STALLED, STALLED, { prefix: 'stall' });
  await client.tell('stall');
  const during = await highest(server, async () => seen.beside.push((await step(healthy, DELIVERIES, SECONDS)).p99));
  seen.grown.push((during - before) / STALLED / 1024);
  const left = (await server.call<number>('lines')) - READERS;
  if (left > 0) run.fault(`stalled.reader: ${left} of ${STALLED} lines that did not read were not cut`);
  await run.leave({ client });
}

/** The most resident memory that the server had meanwhile. */
async function highest(server: Server, during: () => Promise<unknown>): Promise<number> {
  await server.call('memory');
  let most = 0;
  const timer = setInterval(() => void server.call<number>('resident').then((bytes) => { most = Math.max(most, bytes); }), 100);
  await during();
  clearInterval(timer);
  return most;
}

function rowsOf({ alone, beside, grown }: Seen): Row[] {
  return [
    {
      area: 'realtime', name: 'stalled.reader.others-p99', value: round(median(beside)), unit: 'ms', peer: 'none stalled', peerValue: round(median(alone)), ratio: round(median(beside) / median(alone)), goal: 1.2, better: 'lower',
      samples: beside.map((one, at) => round(one / (alone[at] ?? NaN))), note: `${STALLED} stalled beside ${READERS}, ${DELIVERIES / READERS} messages of ${TEXT} characters a second; medians of the rounds`,
    },
    single({ area: 'realtime', name: 'stalled.reader.memory', unit: 'KiB/line', better: 'lower', goal: 2_048, note: 'growth of the highest resident memory; the hub cuts such a line at 1 MiB, 1,000 packets or 10 s' }, grown),
  ];
}
