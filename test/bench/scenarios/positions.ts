import { rmSync } from 'node:fs';
import { io } from 'socket.io-client';
import type { Watched, Watching } from '../harness/coordinators.js';
import type { Sending, Sent } from '../harness/position-sender.js';
import { foundBenchCorridor, type BenchCorridor } from '../harness/bench-corridor.js';
import { beside } from '../harness/beside.js';
import { median, paired, single, type Row } from '../harness/rows.js';
import type { Bench, Scenario } from '../harness/run.js';
import type { Server } from '../harness/server.js';

const UNITS = 1_000;
const FENCES = 100;
/** Units that a coordinator on a bad line wants to see. */
const ON_THE_BOARD = 200;
const COORDINATORS = 200;
const FOLDER = 'var/bench/positions';
const area = 'corridor';

/** Where units are: what storing it costs beside a plain insert of the same rows, and what a device pays at the door. */
export const positions: Scenario = {
  title: 'positions: stored, at the doors, and as the fleet grows',
  names: ['positions.'],
  measure: async (run) => [...(await live(run)), ...(await costs(run))],
};

/** What storing and the doors cost. */
async function costs(run: Bench): Promise<Row[]> {
  rmSync(FOLDER, { recursive: true, force: true });
  const hub = await run.fresh('positions', { HUB_DATA: FOLDER });
  try {
    const corridor = await foundBenchCorridor(hub, FOLDER, FENCES);
    const equip = (units: number): Promise<void> => hub.call('equip', { corridorId: corridor.corridorId, institutionId: corridor.institutionId, units });
    await equip(10);
    const few = await cost(run, hub);
    await equip(ON_THE_BOARD - 10);
    const board = await firstBoard(hub, corridor);
    await equip(UNITS - ON_THE_BOARD);
    // The doors come last: what they are sent is newer than all that was stored past them.
    return [...board, ...(await stored(run, hub)), ...(await grown(run, hub, few, equip)), ...(await atTheDoor(run, hub, corridor))];
  } finally {
    await hub.stop();
    rmSync(FOLDER, { recursive: true, force: true });
  }
}

/** The whole way in a day's work: from the device's beginning to send to the coordinators' screens. */
async function live(run: Bench): Promise<Row[]> {
  rmSync(FOLDER, { recursive: true, force: true });
  const hub = await run.fresh('positions', { HUB_DATA: FOLDER });
  try {
    const { url, token, corridorId, institutionId } = await foundBenchCorridor(hub, FOLDER, FENCES);
    await hub.call('equip', { corridorId, institutionId, units: UNITS });
    const rounds: Watched[] = [];
    for (let round = 0; round < (run.quick ? 1 : 3); round += 1) {
      // Each round begins in the west again: the instants of its fixes are newer, and that is what counts.
      const task: Watching = { url, token, stream: `corridor:${corridorId}`, coordinators: COORDINATORS, devices: UNITS, every: 5, seconds: 20 };
      rounds.push(await run.measured(await run.watched(hub), () => beside('coordinators', task).told<Watched>()));
    }
    const p50 = median(rounds.map((one) => one.p50));
    return [
      single({ area, name: 'positions.live', unit: 'ms p99', better: 'lower', goal: 500, note: `${UNITS} units, a fix every 5 s each, to ${COORDINATORS} coordinators: from sending to having it; p50 ${p50.toFixed(0)} ms` }, rounds.map(({ p99 }) => p99)),
      single({ area, name: 'positions.live.wrong', unit: 'units', better: 'lower', goal: 0, note: 'not where they were last on some coordinator’s board, or fixes that were not stored' }, [rounds.reduce((sum, { wrong }) => sum + wrong, 0)]),
    ];
  } finally {
    await hub.stop();
    rmSync(FOLDER, { recursive: true, force: true });
  }
}

/** What a line has to carry until a coordinator sees where everybody is, and what is the matter. */
async function firstBoard(hub: Server, { url, token, corridorId }: BenchCorridor): Promise<Row[]> {
  await hub.call('store', { devices: ON_THE_BOARD, batch: 1, seconds: 2 });
  const socket = io(`${url}/hub`, { transports: ['websocket'], reconnection: false, auth: { token } });
  let bytes = 0;
  socket.io.on('open', () => void socket.io.engine.on('packet', ({ data }: { data?: string }) => void (bytes += data?.length ?? 0)));
  const { data } = (await socket.emitWithAck('stream.subscribe', { stream: `corridor:${corridorId}`, link: { bytesPerSecond: 2_000 }, parts: ['positions', 'alerts'] })) as { data: { snapshot: { positions: unknown[] } } };
  socket.close();
  if (data.snapshot.positions.length !== ON_THE_BOARD) throw new Error(`the board shows ${data.snapshot.positions.length} units`);
  return [single({ area, name: 'positions.board', unit: 'bytes', better: 'lower', goal: 20_000, note: `${ON_THE_BOARD} units, from the handshake to the first board with positions and alerts; at 2 kB/s ${(bytes / 2_000).toFixed(0)} s and the waits of the line` }, [bytes])];
}

async function stored(run: Bench, hub: Server): Promise<Row[]> {
  const watched = await run.watched(hub);
  const seconds = run.quick ? 2 : 4;
  const rates: Record<'hub' | 'raw', number[]> = { hub: [], raw: [] };
  const turns = { hub: () => hub.call<{ rate: number }>('store', { devices: 200, batch: 50, seconds }).then(({ rate }) => rate), raw: () => hub.call<number>('raw', { batch: 1_000, seconds }) };
  await turns.hub();
  for (let round = 0; round < run.rounds; round += 1) {
    for (const side of round % 2 === 0 ? (['hub', 'raw'] as const) : (['raw', 'hub'] as const)) rates[side].push(await run.measured(watched, turns[side]));
  }
  return [paired({
    area, name: 'positions.batched', unit: 'fixes/s', peer: 'multi-row insert', better: 'higher', goal: 0.3,
    note: `${UNITS} units, ${FENCES} fences; all filters, latest places, crossings, silence and the event, fsync; the peer writes the same rows by a thousand and asks nothing`,
  }, rates.hub, rates.raw)];
}

async function atTheDoor(run: Bench, hub: Server, { url }: BenchCorridor): Promise<Row[]> {
  const watched = await run.watched(hub);
  const rates: Record<Sending['kind'], number[]> = { single: [], empty: [], batch: [] };
  let from = Math.floor(Date.now() / 1_000) - 100 * 86_400;
  let wrong = 0;
  const send = async (kind: Sending['kind']): Promise<number> => {
    const batch = kind === 'batch' ? 50 : 1;
    const sent = await run.measured(watched, () => beside('position-sender', { url, kind, lines: 64, devices: UNITS, batch, seconds: run.quick ? 2 : 4, from } satisfies Sending).told<Sent>());
    from = sent.until + 1;
    wrong += kind === 'empty' ? 0 : sent.wrong;
    return (sent.requests * batch) / sent.seconds;
  };
  for (const kind of ['empty', 'single', 'batch'] as const) await send(kind);
  for (let round = 0; round < run.rounds; round += 1) {
    for (const kind of round % 2 === 0 ? (['single', 'empty', 'batch'] as const) : (['batch', 'empty', 'single'] as const)) rates[kind].push(await send(kind));
  }
  const note = '64 lines kept open, each device waits for its answer, which comes after the commit';
  return [
    paired({ area, name: 'positions.single', unit: 'fixes/s', peer: 'empty handler', better: 'higher', goal: 0.5, note }, rates.single, rates.empty),
    paired({ area, name: 'positions.batch50', unit: 'fixes/s', peer: 'one by one', better: 'higher', goal: 8, note }, rates.batch, rates.single),
    single({ area, name: 'positions.doors.wrong', unit: 'fixes', better: 'lower', goal: 0, note: 'not stored' }, [wrong]),
  ];
}

/** What a fix costs when the fleet is ten, and a thousand times as large, and when there is a long past. */
async function grown(run: Bench, hub: Server, few: readonly number[], equip: (units: number) => Promise<void>): Promise<Row[]> {
  const some = await cost(run, hub);
  await hub.call('history', { fixes: 1_000_000 });
  const long = await cost(run, hub);
  await equip(10_000 - UNITS);
  const many = await cost(run, hub);
  const figure = { area, unit: 'us/fix', better: 'lower', goal: 1.5 } as const;
  return [
    paired({ ...figure, name: 'positions.fleet', peer: '10 units', note: `10,000 units; ${median(some).toFixed(1)} us at 1,000` }, many, few),
    paired({ ...figure, name: 'positions.history', peer: 'no history', note: 'a million fixes stored before, 1,000 units' }, long, some),
  ];
}

/** In turns, after one that is not counted: what a fleet that has just been founded brings with it is over by then. */
async function cost(run: Bench, hub: Server): Promise<number[]> {
  const store = async (): Promise<number> => 1e6 / (await hub.call<{ rate: number }>('store', { devices: 200, batch: 5, seconds: 2 })).rate;
  await store();
  const watched = await run.watched(hub);
  const costs: number[] = [];
  for (let round = 0; round < run.rounds; round += 1) costs.push(await run.measured(watched, store));
  return costs;
}
