import type { Socket } from 'socket.io-client';
import { aCouncil, type TestCouncil } from '../support/council.js';
import { MortalHub } from '../support/mortal-hub.js';
import { allAfter, byPull, byServerSentEvents, bySocket, endOf } from '../support/recorder.js';
import { expectContiguous } from './expect-contiguous.js';
import { Load } from './load.js';

/** Seconds that the hub may wait for what is in flight. */
const PATIENCE = 5;

let hub: MortalHub;
let room: TestCouncil;
let load: Load;

beforeAll(async () => {
  hub = await MortalHub.start({ HUB_STOP_PATIENCE: String(PATIENCE) });
  room = await aCouncil(hub, { seats: 3, observers: 0, alternates: 0 });
}, 240_000);
afterEach(() => load.stop());
afterAll(() => hub.close(), 60_000);

/** What a line is told before it is closed, and then. */
async function lastWords(socket: Socket): Promise<unknown> {
  let told: unknown = null;
  socket.once('closing', (message: unknown) => (told = message));
  await new Promise((resolve) => socket.once('disconnect', resolve));
  return told;
}

describe('a hub that is asked to stop under load', () => {
  it('tells every line to come back, ends in time with its database, and loses nothing that it acknowledged', async () => {
    const { secretary, chair, stream, meetingId } = room;
    const from = await endOf(secretary, stream);
    const lines = await Promise.all(Array.from({ length: 10 }, () => hub.as(chair.token ?? '').socket()));
    const recorders = [await bySocket(secretary, stream, from), byServerSentEvents(secretary, stream, from), byPull(secretary, stream, from)];
    load = new Load(hub.as(chair.token ?? ''), meetingId, 8);
    await load.more(40);

    const goodbyes = Promise.all(lines.map(lastWords));
    const { code, took } = await hub.stop();
    expect(code).toBe(0);
    expect(took).toBeLessThan((PATIENCE + 5) * 1_000);
    expect(await goodbyes).toEqual(lines.map(() => ({ code: 'restarting', then: 'resume', retryWithin: 5 })));
    expect(() => hub.databasePid).toThrow('not running');
    expect(hub.journal.filter((line) => /"level":[56]0/.test(line))).toEqual([]);

    await hub.restart();
    await load.more(40);
    await load.stop();
    expect([...new Set(load.refusals)].sort()).toEqual(['unavailable', 'unreachable'].filter((one) => load.refusals.includes(one)));
    const truth = await allAfter(secretary, stream, from);
    const posted = truth.flatMap(({ data }) => (data['text'] === undefined ? [] : [data['text']]));
    expect(posted).toHaveLength(load.acknowledged.size);
    expect(new Set(posted)).toEqual(load.acknowledged);
    for (const recorder of recorders) {
      await recorder.sees(truth.at(-1)?.id ?? '');
      expect({ door: recorder.door, faults: recorder.faults, seen: recorder.seen }).toEqual({ door: recorder.door, faults: [], seen: truth });
      await recorder.close();
    }
    await expectContiguous(hub);
  }, 240_000);
});
