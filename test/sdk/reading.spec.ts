import { council, filter, type stream as contract } from '#contracts';
import { Hub, type ReadOptions } from '#sdk';
import { collectGarbage } from '../support/collect-garbage.js';
import { aCouncil, type TestCouncil } from '../support/council.js';
import { startHub, type TestHub } from '../support/hub.js';
import { allAfter, endOf } from '../support/recorder.js';
import { Collector } from './collector.js';
import { startDoorProxy, type DoorProxy } from './door-proxy.js';

let hub: TestHub;
let room: TestCouncil;
let proxy: DoorProxy;
let sdk: Hub;
const open: Collector[] = [];

beforeAll(async () => {
  hub = await startHub({ HUB_RATE_PER_SECOND: '5000', HUB_RATE_BURST: '50000' });
  room = await aCouncil(hub);
  proxy = await startDoorProxy(hub.url);
  sdk = new Hub({ url: proxy.url, token: room.secretary.token });
}, 120_000);
afterEach(async () => {
  proxy?.open('socket', 'sse', 'pull');
  await Promise.all(open.splice(0).map((collector) => collector.end().catch(() => undefined)));
});
afterAll(async () => {
  await proxy?.close();
  await hub?.close();
});

function collect(stream: string, options: ReadOptions = {}): Collector {
  const collector = new Collector(sdk, stream, options);
  open.push(collector);
  return collector;
}

/** Writes so many messages. @returns what finds the last of them among events */
async function post(count: number, text = 'word'): Promise<(events: readonly contract.Envelope[]) => boolean> {
  let last = '';
  for (let at = 1; at <= count; at += 1) last = (await room.secretary.send(council.postMessage, { meetingId: room.meetingId, text: `${text} ${at}` })).messageId;
  return (events) => events.some(({ data }) => data['messageId'] === last);
}

const truth = (stream: string | null, from: string): Promise<contract.Envelope[]> => allAfter(room.secretary, stream, from);
const both = [['the stream', () => room.stream, ['socket', 'sse', 'pull']], ['the feed', () => 'feed', ['sse', 'pull']]] as const;
const each = both.flatMap(([name, stream, doors]) => doors.map((door) => [name, door, stream] as const));
const logged = (stream: string): string | null => (stream === 'feed' ? null : stream);

describe('reading with the SDK', () => {
  it('ends when it is stopped, also after garbage was collected while it waited', async () => {
    const last = await post(1, 'before the rubbish');
    const readings = Array.from({ length: 3 }, () => collect(room.stream, { from: 'earliest', doors: ['sse'] }));
    await Promise.all(readings.map((reading) => reading.sees(last)));
    await collectGarbage();
    await expect(Promise.all(readings.map((reading) => reading.end()))).resolves.toHaveLength(3);
  }, 60_000);

  it.each(each)('gives %s by %s from the earliest event on, and goes on from a kept position', async (_, door, stream) => {
    const all = collect(stream(), { from: 'earliest', doors: [door] });
    await all.sees(await post(3));
    expect(all.events).toEqual(await truth(logged(stream()), 'earliest'));

    const from = await endOf(room.secretary, logged(stream()));
    const rest = collect(stream(), { from, doors: [door] });
    await rest.until(() => rest.reading.door === door);
    await rest.sees(await post(2));
    expect(rest.events).toEqual(await truth(logged(stream()), from));
    // Whoever keeps the position and begins again with it misses nothing.
    await rest.end();
    const last = await post(1);
    const again = collect(stream(), { from: rest.reading.position, doors: [door] });
    await again.sees(last);
    expect(again.events).toEqual(await truth(logged(stream()), rest.reading.position ?? ''));
  });

  it.each(each)('gives %s by %s from now on when nothing else is said', async (_, door, stream) => {
    await collect(stream(), { from: 'earliest', doors: [door] }).sees(await post(1));
    const collector = collect(stream(), { doors: [door] });
    await collector.until(() => collector.reading.door === door);
    await collector.sees(await post(2));
    // A hub may begin with the state of a moment ago.
    const all = await truth(logged(stream()), 'earliest');
    expect(collector.events).toEqual(all.slice(-collector.events.length));
    expect(collector.events.length).toBeLessThan(all.length);
  });

  it.each(each)('gives of %s by %s what a filter lets through, and moves over the rest', async (_, door, stream) => {
    const wanted: filter.Filter = { types: ['council.*'], filters: [{ not: { suffix: { type: 'joined.v1' } } }, { any: [{ exact: { type: council.messagePosted.name } }, { prefix: { type: 'council.meeting.' } }] }] };
    const collector = collect(stream(), { from: 'earliest', doors: [door], filter: wanted });
    await collector.sees(await post(2));
    const all = await truth(logged(stream()), 'earliest');
    const expected = all.filter(filter.compileFilter(wanted));
    expect(collector.events).toEqual(expected);
    expect(expected.length).toBeLessThan(all.length);
    await expect(collect(stream(), { doors: [door], filter: { types: ['no such type'] } }).until(() => false)).rejects.toMatchObject({ code: 'invalid_input' });
  });

  it.each(both)('of %s changes the door when one fails, in mid-stream, and loses and doubles nothing', async (_, stream, doors) => {
    const from = await endOf(room.secretary, logged(stream()));
    const collector = collect(stream(), { from });
    for (const door of doors) {
      await collector.until(() => collector.notes.includes(`${door} open`));
      await collector.sees(await post(3, door));
      if (door === doors.at(-1)) break;
      proxy.shut(door);
      // What happens while no door stands open is not lost either.
      await collector.sees(await post(1, 'between'));
    }
    expect(collector.events).toEqual(await truth(logged(stream()), from));
    expect(collector.notes.filter((note) => note.endsWith('open'))).toEqual(doors.map((door) => `${door} open`));
  });
});
