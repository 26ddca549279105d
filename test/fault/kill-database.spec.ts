import { aCouncil, type TestCouncil } from '../support/council.js';
import { MortalHub } from '../support/mortal-hub.js';
import { allAfter, byPull, byServerSentEvents, bySocket, endOf, type Recorder } from '../support/recorder.js';
import { expectContiguous } from './expect-contiguous.js';
import { Load } from './load.js';

let hub: MortalHub;
let room: TestCouncil;
let load: Load;

beforeAll(async () => {
  hub = await MortalHub.start();
  room = await aCouncil(hub, { seats: 3, observers: 0, alternates: 0 });
}, 240_000);
afterEach(() => load.stop());
afterAll(() => hub.close(), 60_000);

/** Cuts the connections of these names, as an administrator of the database may. */
const terminate = (names: readonly string[]) => async (): Promise<void> => {
  const [cut] = await hub.sql<{ all: boolean }>('SELECT bool_and(pg_terminate_backend(pid)) AS all FROM (SELECT pid FROM pg_stat_activity WHERE application_name = ANY ($1) OFFSET 0) found', [names]);
  expect(cut?.all).toBe(true);
};

/** Kills the process of one connection; the server then restarts itself and drops all others. */
const crash = (name: string) => async (): Promise<void> => {
  const [backend] = await hub.sql<{ pid: number }>('SELECT pid FROM pg_stat_activity WHERE application_name = $1 LIMIT 1', [name]);
  process.kill(backend?.pid ?? 0, 'SIGKILL');
};

const killServer = async (): Promise<void> => void process.kill(hub.databasePid, 'SIGKILL');

async function readers(from: string, feed: string): Promise<Recorder[]> {
  const { secretary, stream } = room;
  return [
    await bySocket(secretary, stream, from), await bySocket(room.chair, stream, from), byServerSentEvents(secretary, stream, from), byPull(secretary, stream, from),
    byServerSentEvents(secretary, null, feed), byPull(secretary, null, feed),
  ];
}

describe('the database under load', () => {
  it.each([
    ['the connections that carry commands are cut', terminate(['hub']), false],
    ['the connection that wakes the readers is cut', terminate(['hub tailer']), false],
    ['the connection of the process on duty is cut', terminate(['hub duties']), false],
    ['all connections are cut', terminate(['hub', 'hub tailer', 'hub duties']), false],
    ['the process of one connection is killed', crash('hub'), true],
    ['the process of the waking connection is killed', crash('hub tailer'), true],
    ['the server is killed', killServer, true],
  ])('%s: nothing acknowledged is lost, everybody reads on, and the hub recovers by itself', async (_, strike, isAway) => {
    const { pid } = hub.process;
    const [from, feed] = [await endOf(room.secretary, room.stream), await endOf(room.secretary, null)];
    const recorders = await readers(from, feed);
    load = new Load(hub.as(room.chair.token ?? ''), room.meetingId, 6);
    await load.more(30);
    await strike();
    // Only the hub itself can bring this about.
    await load.more(60);
    await load.stop();

    const truth = await allAfter(room.secretary, room.stream, from);
    const posted = truth.map(({ data }) => data['text']).filter((text) => text !== undefined);
    expect(posted).toHaveLength(load.acknowledged.size);
    expect(new Set(posted)).toEqual(load.acknowledged);
    for (const recorder of recorders) {
      await recorder.sees(truth.at(-1)?.id ?? '');
      // Envelopes in the feed are those of the stream; other streams may be told of between them.
      const seen = recorder.seen.filter(({ stream }) => stream === room.stream);
      expect({ door: recorder.door, faults: recorder.faults, seen }).toEqual({ door: recorder.door, faults: [], seen: truth });
      await recorder.close();
    }
    expect(new Set(load.refusals)).toEqual(new Set(isAway ? ['unavailable'] : load.refusals.length > 0 ? ['unavailable'] : []));
    await expectContiguous(hub);
    expect([hub.process.pid, hub.process.exitCode]).toEqual([pid, null]);
    expect((await hub.anybody.ask('GET', '/health/ready')).status).toBe(200);
  }, 180_000);
});
