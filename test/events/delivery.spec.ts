import { jest } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import { startHub, type TestHub } from '../support/hub.js';
import { openSink, type Got, type Sink } from '../support/sink.js';
import { aFeed, inState, published, settled, subscribe, tally, until, type Feed } from './a-feed.js';

jest.setTimeout(60_000);

let hub: TestHub;
let feed: Feed;
let sink: Sink;
beforeAll(async () => {
  hub = await startHub({ HUB_WEBHOOK_ALLOW: '127.0.0.1', HUB_RATE_PER_SECOND: '1000', HUB_RATE_BURST: '10000' });
  feed = await aFeed(hub);
});
beforeEach(async () => {
  sink = await openSink();
});
afterEach(() => sink.close());
afterAll(() => hub.close());

interface Event { readonly id: string; readonly type: string; readonly sequence: string; readonly data: { readonly name: string } }
const read = (got: Got): Event => JSON.parse(got.body) as Event;

describe('a delivery', () => {
  it('brings every event that the subscription wants, once, numbered without a hole, signed', async () => {
    const { id, secret } = await subscribe(hub, feed.admin, sink.url);
    await feed.publish(30);
    await settled(hub, id, 30);
    const events = sink.posts.map(read);
    expect(new Set(events.map((event) => event.data.name))).toEqual(new Set(Array.from({ length: 30 }, (_, n) => `event ${n + 1}`)));
    expect(events.map((event) => Number(event.sequence)).sort((a, b) => a - b)).toEqual(Array.from({ length: 30 }, (_, n) => n + 1));
    for (const got of sink.posts) {
      expect(new Webhook(secret).verify(got.body, got.headers as Record<string, string>)).toMatchObject({ id: got.headers['webhook-id'] });
    }
    expect(await hub.database.sql('SELECT count(*)::int AS tries FROM events_attempt WHERE subscription_id = $1', [id])).toEqual([{ tries: 30 }]);
  });
});
void [inState, published, tally, until];
