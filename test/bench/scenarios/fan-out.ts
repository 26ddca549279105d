import type { Bench, Scenario } from '../harness/run.js';
import { median, paired, single, type Row } from '../harness/rows.js';
import { step, sustained, type Room, type Step, type Sustained } from '../harness/step.js';

const PEER = 'socket.io';
/** Deliveries a second at which servers are compared. */
const FIXED = 20_000;

/** Durable fan-out (append with fsync, commit, deliver) beside a bare Socket.IO broadcast of the same bytes. */
export const fanOut: Scenario = {
  title: 'fan-out: one publisher, one room',
  names: ['fanout.cpu', 'fanout.added', 'fanout.sustained', 'fanout.equal'],
  measure: async (run) => {
    const rows: Row[] = [];
    // What is measured most closely comes first, while the three have the same past: a server is quicker for whatever it has done before.
    for (const readers of [500, 100, 2_000]) {
      const rooms = await threeRooms(run, readers);
      if (readers === 500) rows.push(...(await atFixedRate(run, rooms)));
      rows.push(...(await climb(run, rooms, readers)));
      await run.leave(...rooms);
    }
    return rows;
  },
};

/** The hub, its bare peer, and the same peer once more: their difference is the noise of the machine. */
async function threeRooms(run: Bench, readers: number): Promise<[hub: Room, bare: Room, again: Room]> {
  const reading = { prefix: `fan${readers}n` };
  return [
    await run.room(await run.server('hub'), readers, reading),
    await run.room(await run.server('bare-socket-io'), readers, reading),
    await run.room(await run.server('bare-socket-io-again'), readers, reading),
  ];
}

async function atFixedRate(run: Bench, rooms: [Room, Room, Room]): Promise<Row[]> {
  const seconds = run.quick ? 2 : 6;
  const steps: [Step[], Step[], Step[]] = [[], [], []];
  for (let warming = 0; warming < 3; warming += 1) for (const room of rooms) await step(room, FIXED, seconds);
  for (let round = 0; round < Math.max(3, run.rounds); round += 1) {
    for (const at of round % 2 === 0 ? [0, 1, 2] : [2, 1, 0]) {
      const measured = await step(rooms[at] as Room, FIXED, seconds);
      run.saw(measured.load.foreign);
      steps[at]?.push(measured);
    }
  }
  const [hub, bare, again] = steps;
  const cost = (of: Step[]): number[] => of.map((one) => one.cost);
  const apart = again.map((one, at) => Math.abs(one.cost / (bare[at]?.cost ?? NaN) - 1));
  run.spread = median(apart);
  const added = (of: 'p50' | 'p99'): number[] => hub.map((one, at) => one[of] - (bare[at]?.[of] ?? NaN));
  const figure = { area: 'realtime', peer: PEER };
  const bytes = Math.round(median(hub.map((one) => one.bytes / one.events)));
  const bareBytes = Math.round(median(bare.map((one) => one.bytes / one.events)));
  return [
    paired({ ...figure, name: 'fanout.cpu.n500', unit: 'us/delivery', better: 'lower', goal: 1.15, note: `hub process at 20,000 d/s; ${bytes} bytes a delivery, bare ${bareBytes}` }, cost(hub), cost(bare)),
    paired({ ...figure, name: 'fanout.cpu-with-database.n500', unit: 'us/delivery', better: 'lower', note: 'PostgreSQL included; the bare peer keeps nothing' }, hub.map((one) => one.costWithDatabase), cost(bare)),
    single({ ...figure, name: 'fanout.added-p50.n500', unit: 'ms over socket.io', better: 'lower', goal: 5, note: `hub ${median(hub.map((one) => one.p50)).toFixed(1)}, bare ${median(bare.map((one) => one.p50)).toFixed(1)} ms` }, added('p50')),
    single({ ...figure, name: 'fanout.added-p99.n500', unit: 'ms over socket.io', better: 'lower', goal: 20, note: `hub ${median(hub.map((one) => one.p99)).toFixed(1)}, bare ${median(bare.map((one) => one.p99)).toFixed(1)} ms` }, added('p99')),
    paired({ area: 'bench', peer: PEER, name: 'fanout.equal-servers.n500', unit: 'us/delivery', better: 'lower', note: 'two equal servers: the noise of this machine' }, cost(again), cost(bare)),
  ];
}

async function climb(run: Bench, [hub, bare, again]: [Room, Room, Room], readers: number): Promise<Row[]> {
  const seconds = run.quick ? 1.5 : 2;
  const ends: Record<'hub' | 'bare' | 'again', Sustained[]> = { hub: [], bare: [], again: [] };
  const start = { hub: 100_000, bare: 50_000, again: 50_000 };
  for (let round = 0; round < run.rounds; round += 1) {
    const order = [['hub', hub], ['bare', bare], ...(readers === 500 ? [['again', again] as const] : [])] as const;
    for (const [name, room] of round % 2 === 0 ? order : [...order].reverse()) {
      const end = await sustained(room, start[name], seconds);
      // The next round begins two steps below this one's end.
      if (end.deliveries > 0) start[name] = end.deliveries / 1.69;
      ends[name].push(end);
      run.saw(end.foreign);
    }
  }
  const of = (name: 'hub' | 'bare' | 'again'): number[] => ends[name].map((end) => end.deliveries);
  const bounded = ends.hub.some((end) => end.bounded) ? 'a lower bound: the load client was the limit' : undefined;
  const rows = [paired({ area: 'realtime', name: `fanout.sustained.n${readers}`, unit: 'd/s', peer: PEER, better: 'higher', goal: 2, note: bounded }, of('hub'), of('bare'))];
  if (readers === 500) rows.push(paired({ area: 'bench', name: 'fanout.equal-servers-sustained.n500', unit: 'd/s', peer: PEER, better: 'higher', note: 'two equal servers: the noise of this machine' }, of('again'), of('bare')));
  return rows;
}
