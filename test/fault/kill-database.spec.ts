import { council } from '#contracts';
import { newId } from '#kernel';
import { aCouncil, type TestCouncil } from '../support/council.js';
import { MortalHub } from '../support/mortal-hub.js';
import { allAfter, byPull, byServerSentEvents, bySocket, endOf, type Recorder } from '../support/recorder.js';
import { expectContiguous } from './expect-contiguous.js';

let hub: MortalHub;
let room: TestCouncil;
let load: Load;

beforeAll(async () => {
  hub = await MortalHub.start();
  room = await aCouncil(hub, { seats: 3, observers: 0, alternates: 0 });
}, 240_000);
afterEach(() => load.stop());
afterAll(() => hub.close(), 60_000);

/** People who post one message after the other, each until it is answered, and keep count. */
class Load {
  /** Texts that were answered with success. */
  readonly acknowledged = new Set<string>();
  /** What was answered else, by code. */
  readonly refusals: string[] = [];
  private stopping = false;
  private readonly running: Promise<unknown>;
  private readonly waiting = new Set<() => void>();

  constructor(people: number) {
    this.running = Promise.all(Array.from({ length: people }, () => this.post()));
  }

  /** Waits until so many more have been acknowledged from now on. */
  async more(count: number): Promise<void> {
    const goal = this.acknowledged.size + count;
    while (this.acknowledged.size < goal) await new Promise<void>((resolve) => this.waiting.add(resolve));
  }

  async stop(): Promise<void> {
    this.stopping = true;
    await this.running;
  }

  private async post(): Promise<void> {
    const chair = hub.as(room.chair.token ?? '');
    while (!this.stopping) {
      const [id, text] = [newId(), newId()];
      while (!this.acknowledged.has(text)) {
        const { status, body } = await chair.send(council.postMessage.name, { meetingId: room.meetingId, text }, id);
        if (status === 200) this.acknowledged.add(text);
        else this.refusals.push(String(body['code']));
      }
      this.waiting.forEach((resolve) => resolve());
      this.waiting.clear();
    }
  }
}

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
    load = new Load(6);
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
