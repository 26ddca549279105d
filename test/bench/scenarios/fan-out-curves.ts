import type { Bench, Scenario } from '../harness/run.js';
import { median, round, type Row } from '../harness/rows.js';
import { step, type Room, type Step } from '../harness/step.js';

/** How the cost of a delivery goes with the size of a room and with the number of rooms. */
export const fanOutCurves: Scenario = {
  title: 'curves: readers and rooms',
  names: ['curve.fanout', 'curve.rooms'],
  measure: async (run) => [await byReaders(run), ...(await byRooms(run))],
};

const DELIVERIES = 20_000;

async function byReaders(run: Bench): Promise<Row> {
  const sizes = run.quick ? [50, 500, 2_000] : [50, 100, 500, 1_000, 2_000, 4_000];
  const costs: number[] = [];
  for (const readers of sizes) {
    const room = await run.room(await run.server('hub'), readers, { prefix: `curve${readers}n` });
    costs.push(median((await repeat(run, room, DELIVERIES)).map((one) => one.cost)));
    await run.leave(room);
  }
  const ratio = Math.max(...costs) / Math.min(...costs);
  return {
    area: 'realtime', name: 'curve.fanout.n', value: round(Math.max(...costs)), unit: 'us/delivery', peer: 'cheapest size', peerValue: round(Math.min(...costs)), ratio: round(ratio), goal: 1.5, better: 'lower',
    samples: costs.map(round), note: `hub process at ${DELIVERIES} d/s with ${sizes.join(', ')} readers`,
  };
}

/** Ten readers for each room; the same events a second in all, spread over ever more rooms. */
async function byRooms(run: Bench): Promise<Row[]> {
  const counts = run.quick ? [1, 100, 1_000] : [1, 10, 100, 1_000];
  const rates: number[] = [];
  const costs: number[] = [];
  for (const rooms of counts) {
    const room = await manyRooms(run, rooms);
    const steps = await repeat(run, room, DELIVERIES / 2);
    rates.push(median(steps.map((one) => (one.passed ? one.delivered : 0))));
    costs.push(median(steps.map((one) => one.cost)));
    await run.leave(room);
  }
  const first = rates[0] ?? NaN;
  const last = rates.at(-1) ?? NaN;
  return [
    { area: 'realtime', name: 'curve.rooms', value: round(last), unit: 'd/s', peer: 'one room', peerValue: round(first), ratio: round(last / first), goal: 0.8, better: 'higher', samples: rates.map(round), note: `${DELIVERIES / 2} d/s offered to ${counts.join(', ')} rooms of ten` },
    { area: 'realtime', name: 'curve.rooms.cpu', value: round(costs.at(-1) ?? NaN), unit: 'us/delivery', peer: 'one room', peerValue: round(costs[0] ?? NaN), ratio: round((costs.at(-1) ?? NaN) / (costs[0] ?? NaN)), goal: null, better: 'lower', samples: costs.map(round), note: 'events of one room travel together when it is busy; those of many rooms cannot' },
  ];
}

const PER_LINE = 10;

async function manyRooms(run: Bench, rooms: number): Promise<Room> {
  const server = await run.server('hub');
  const client = run.client(server);
  // Each line reads ten rooms where there are as many, so that a thousand lines fill a thousand rooms.
  const each = Math.min(PER_LINE, rooms);
  await client.open((rooms * PER_LINE) / each, 64, { prefix: `rooms${rooms}r`, streams: rooms, each });
  return { server, client, readers: PER_LINE, stream: `bench:rooms${rooms}r0`, streams: rooms, database: await server.call<number>('database') };
}

async function repeat(run: Bench, room: Room, deliveries: number): Promise<Step[]> {
  await step(room, deliveries, 1);
  const steps: Step[] = [];
  for (let turn = 0; turn < (run.quick ? 1 : 3); turn += 1) steps.push(await step(room, deliveries, run.quick ? 2 : 3));
  steps.forEach(({ load }) => run.saw(load.foreign));
  return steps;
}
