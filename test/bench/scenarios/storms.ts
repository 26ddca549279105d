import type { Bench, Scenario } from '../harness/run.js';
import { single, type Row } from '../harness/rows.js';
import type { Server } from '../harness/server.js';

/** Everybody comes at once: a full room at its opening, and a whole hub whose lines were cut. */
export const storms: Scenario = {
  title: 'storms: joining and coming back',
  names: ['join.', 'cut.'],
  measure: async (run) => {
    const hub = await run.server('hub');
    return [...(await joins(run, hub)), ...(await cuts(run, hub))];
  },
};

const MESSAGES = 60;

async function joins(run: Bench, hub: Server): Promise<Row[]> {
  const times: number[] = [];
  const bytes: Record<100 | 500, number[]> = { 100: [], 500: [] };
  for (let round = 0; round < run.rounds; round += 1) {
    for (const members of [100, 500] as const) {
      const room = `present${members}r${round}x0`;
      await hub.call('talk', { messages: MESSAGES, room });
      const client = run.client(hub);
      const { ms } = await run.measured(await run.watched(hub, client), () => client.open(members, members, { prefix: room.slice(0, -1) }));
      // Presence is told twice a second; the last of it comes a moment after the last member.
      await new Promise((resolve) => setTimeout(resolve, 800));
      bytes[members].push((await client.counts()).bytes / members);
      if (members === 500) times.push(ms);
      await run.leave({ client });
    }
  }
  const growth = bytes[500].map((one, at) => one / (bytes[100][at] ?? NaN));
  return [
    single({ area: 'realtime', name: 'join.storm.500', unit: 'ms', better: 'lower', goal: 10_000, note: '500 members connect, sign in and subscribe with a snapshot, all at once' }, times),
    single({ area: 'realtime', name: 'join.bytes.n500-to-n100', unit: 'x', better: 'lower', goal: 1.2, note: `bytes received for each member, presence included: ${Math.round(bytes[100][0] ?? 0)} with 100, ${Math.round(bytes[500][0] ?? 0)} with 500` }, growth),
  ];
}

const CUT = 2_000;
const MISSED = 100;

async function cuts(run: Bench, hub: Server): Promise<Row[]> {
  const times: number[] = [];
  const reads: number[] = [];
  const events: number[] = [];
  const wrong: number[] = [];
  for (let round = 0; round < Math.min(3, run.rounds); round += 1) {
    const room = await run.room(hub, CUT, { prefix: `cut${round}r` });
    await hub.call('publish', { stream: room.stream, rate: 50, seconds: 0.4 });
    await room.client.expect(20 * CUT, 5_000);
    await room.client.tell('cut');
    await becomes(async () => (await hub.call<number>('lines')) === 0);
    await hub.call('publish', { stream: room.stream, rate: 500, seconds: MISSED / 500 });
    await room.client.tell('reset');
    const before = await hub.call<{ all: number; events: number }>('queries');
    const { done, ms, live } = await run.measured(await run.watched(hub, room.client), () => room.client.resume(CUT, 20 + MISSED, 60_000));
    const after = await hub.call<{ all: number; events: number }>('queries');
    const { events: came, lost, repeated, recovered } = await room.client.counts();
    if (!done) run.fault(`cut.storm: only ${live} lines of ${CUT} were back and caught up within a minute`);
    times.push(done ? ms : NaN);
    reads.push(after.all - before.all);
    events.push(after.events - before.events);
    wrong.push(lost + repeated + Math.abs(came - CUT * MISSED) + (CUT - recovered));
    await run.leave(room);
  }
  return [
    single({ area: 'realtime', name: `cut.storm.${CUT}`, unit: 'ms', better: 'lower', goal: 8_000, note: `${CUT} lines cut at once, ${MISSED} events missed; until the last has caught up` }, times),
    single({ area: 'log', name: 'cut.storm.event-reads', unit: 'statements', better: 'lower', goal: 20, note: 'reads of events from the database during the storm; one room' }, events),
    single({ area: 'realtime', name: 'cut.storm.statements', unit: 'statements', better: 'lower', note: 'all statements of the hub to its database during the storm, rights included' }, reads),
    single({ area: 'realtime', name: 'cut.storm.lost-or-doubled', unit: 'events', better: 'lower', goal: 0 }, wrong),
  ];
}

async function becomes(is: () => Promise<boolean>): Promise<void> {
  for (let looks = 0; looks < 200; looks += 1) {
    if (await is()) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('the hub still holds lines that were cut ten seconds ago');
}
