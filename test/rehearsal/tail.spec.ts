import { council, stream as contract } from '#contracts';
import { Hub } from '#sdk';
import { followStream } from '../../apps/cli/src/tail/follow-stream.js';
import { aCouncil, type TestCouncil } from '../support/council.js';
import { startHub, type TestHub } from '../support/hub.js';
import { startProxy, type ManglingProxy } from './mangling-proxy.js';

let hub: TestHub;
let room: TestCouncil;
let proxy: ManglingProxy;

beforeAll(async () => {
  hub = await startHub();
  room = await aCouncil(hub);
  proxy = await startProxy(hub.url);
}, 120_000);
afterAll(async () => {
  await proxy.close();
  await hub.close();
});

/** A tail that runs, what it has printed, and the means to wait for more. */
interface Tail {
  readonly events: contract.Envelope[];
  readonly notes: string[];
  has(holds: () => boolean): Promise<void>;
  end(): Promise<void>;
}

function tail(stream: string | null, from: string | null, token = room.secretary.token ?? ''): Tail {
  const [events, notes]: [contract.Envelope[], string[]] = [[], []];
  const looks = new Set<() => void>();
  const look = (): void => looks.forEach((one) => one());
  const stop = new AbortController();
  const running = followStream({ hub: new Hub({ url: proxy.url, token }), stream, from, signal: stop.signal }, {
    event: (envelope) => { events.push(envelope); look(); },
    note: (text) => { notes.push(text); look(); },
  });
  return {
    events, notes,
    has: (holds) => Promise.race([running, new Promise<void>((resolve) => {
      looks.add(() => holds() && resolve());
      look();
    })]),
    end: async () => {
      stop.abort();
      await running;
    },
  };
}

async function write(texts: readonly string[]): Promise<void> {
  for (const text of texts) await room.secretary.send(council.postMessage, { meetingId: room.meetingId, text });
}

const textsOf = (events: readonly contract.Envelope[]): unknown[] => events.filter((event) => event.type === council.messagePosted.name).map((event) => event.data['text']);

describe('hub tail', () => {
  it('prints what is past, then what comes, each event once, over a cut line', async () => {
    await write(['one', 'two']);
    const following = tail(room.stream, 'earliest');
    await following.has(() => textsOf(following.events).length === 2);
    await write(['three']);
    await following.has(() => textsOf(following.events).length === 3);
    proxy.cutAll();
    await write(['four', 'five']);
    await following.has(() => textsOf(following.events).length === 5 && following.notes.length === 2);
    await following.end();
    expect(textsOf(following.events)).toEqual(['one', 'two', 'three', 'four', 'five']);
    const offsets = following.events.map(({ position }) => Number(position.split('.')[1]));
    expect(offsets).toEqual(Array.from(offsets, (_, at) => at + 1));
    expect(following.notes).toEqual(['the line was cut; it comes back by itself', expect.stringMatching(/^resumed after /)]);
  });

  it('goes on after a position', async () => {
    const all = tail(room.stream, 'earliest');
    await all.has(() => textsOf(all.events).length >= 5);
    await all.end();
    const middle = all.events.at(-3)?.position ?? '';
    const rest = tail(room.stream, middle);
    await rest.has(() => rest.events.length >= 2);
    await rest.end();
    expect(rest.events).toEqual(all.events.slice(-2));
  });

  it('follows the feed over a cut line, and skips nothing', async () => {
    const following = tail(null, 'earliest');
    await following.has(() => textsOf(following.events).length === 5);
    proxy.cutAll();
    await write(['six']);
    await following.has(() => textsOf(following.events).length === 6);
    await following.end();
    expect(textsOf(following.events)).toEqual(['one', 'two', 'three', 'four', 'five', 'six']);
    expect(new Set(following.events.map(({ id }) => id)).size).toBe(following.events.length);
  });

  it('says why it cannot begin', async () => {
    await expect(tail('meeting:01890a5d-ac96-774b-bcce-b302099a8057', null).has(() => false)).rejects.toMatchObject({ code: 'stream_unknown' });
    await expect(tail(room.stream, null, 'hub_nobody_knows_this_key').has(() => false)).rejects.toMatchObject({ code: 'unauthenticated' });
  });
});
