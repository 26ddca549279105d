import { council, type stream as contract } from '#contracts';
import { Hub, type DoorName } from '#sdk';
import { aCouncil, type TestCouncil } from '../support/council.js';
import { MortalHub } from '../support/mortal-hub.js';
import { Collector } from './collector.js';

let hub: MortalHub;
let room: TestCouncil;
let sdk: Hub;

beforeAll(async () => {
  hub = await MortalHub.start();
  room = await aCouncil(hub, { alternates: 0 });
  sdk = new Hub({ url: hub.url, token: room.secretary.token });
}, 240_000);
afterAll(() => hub.close(), 60_000);

const readers: readonly (readonly [string, DoorName[]])[] = [['stream', ['socket']], ['stream', ['sse']], ['stream', ['pull']], ['stream', ['socket', 'sse', 'pull']], ['feed', ['sse']], ['feed', ['pull']], ['feed', ['sse', 'pull']]];

/** All pages of a stream. */
async function truth(stream: string): Promise<contract.Envelope[]> {
  const events: contract.Envelope[] = [];
  for (let [after, done] = ['earliest', false]; !done;) {
    const page = await sdk.page(stream, { after });
    events.push(...page.data);
    [after, done] = [page.iterator, page.done];
  }
  return events;
}

describe('a hub that is killed while programs read and write with the SDK', () => {
  it('has every reader see every event once and in order, at whatever door, and does every command once', async () => {
    const collectors = readers.map(([stream, doors]) => new Collector(sdk, stream === 'feed' ? 'feed' : room.stream, { from: 'earliest', doors }));
    const consumed: string[] = [];
    const stop = new AbortController();
    const working = sdk.consume('killed', (event) => {
      consumed.push(event.id);
    }, { signal: stop.signal, create: { stream: room.stream, ackWait: 2 } });

    // The writer does not know of the kill either: it sends, and gets an answer to each.
    const texts = Array.from({ length: 60 }, (_, at) => `word ${at}`);
    const ids: string[] = [];
    for (const [at, text] of texts.entries()) {
      const answer = sdk.send(council.postMessage, { meetingId: room.meetingId, text });
      if (at === 20 || at === 40) {
        hub.kill();
        await hub.restart();
      }
      ids.push((await answer).messageId);
    }

    const last = (events: readonly contract.Envelope[]): boolean => events.some(({ data }) => data['messageId'] === ids.at(-1));
    await Promise.all(collectors.map((collector) => collector.sees(last)));
    const [stream, feed] = [await truth(room.stream), await truth('feed')];
    expect(stream.filter(({ type }) => type === council.messagePosted.name).map(({ data }) => data['text'])).toEqual(texts);
    for (const [at, collector] of collectors.entries()) {
      const whole = readers[at]?.[0] === 'feed' ? feed : stream;
      expect({ reader: readers[at], ids: collector.ids }).toEqual({ reader: readers[at], ids: whole.slice(0, collector.ids.length).map(({ id }) => id) });
      expect(collector.notes).toContain(`${readers[at]?.[1][0]} cut`);
      await collector.end();
    }
    // A consumer gives each event at least once; who keeps the ids has each once.
    while (new Set(consumed).size < stream.length) await new Promise((resolve) => setTimeout(resolve, 50));
    stop.abort();
    await working;
    expect(new Set(consumed)).toEqual(new Set(stream.map(({ id }) => id)));
  }, 240_000);
});
