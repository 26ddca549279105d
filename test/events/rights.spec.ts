import { alliance } from '#contracts';
import { BatchedLog, FeedReader } from '#log';
import { startHub, type TestHub } from '../support/hub.js';
import { enter, type Someone } from '../support/people.js';
import { openSink, type Got, type Sink } from '../support/sink.js';
import { aFeed, inState, settled, subscribe, tally, until, type Feed } from './a-feed.js';

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

const names = (posts: readonly Got[]): string[] => posts.map((got) => (JSON.parse(got.body) as { data: { name: string } }).data.name).sort();
/** An integrator who is affiliated with the institution that the events are of. */
const affiliate = (): Promise<Someone> => enter(hub, feed.admin, { roles: ['integrator'], institutionId: feed.institutionId });

/** An event that only the people of the institution may read. */
async function confide(name: string): Promise<void> {
  const data = { institutionId: feed.institutionId, name, countryCode: 'PK', zone: 'Asia/Karachi', state: 'active' } as const;
  await hub.app.get(BatchedLog).append(alliance.institutionChanged, feed.stream, data, { actor: 'system:test', audience: [`org:${feed.institutionId}`] });
}

describe('the rights of the owner', () => {
  it('settle what a subscription gets: an event goes to those who may read it, and to nobody else', async () => {
    const other = await openSink();
    const [inside, outside] = [await subscribe(hub, await affiliate(), sink.url), await subscribe(hub, feed.admin, other.url)];
    await confide('inside');
    await feed.publish(1);
    await settled(hub, inside.id, 2);
    await settled(hub, outside.id, 1);
    expect([names(sink.posts), names(other.posts)]).toEqual([['event 1', 'inside'], ['event 1']]);
    await other.close();
  });

  it('are asked again when a delivery is made: what may not be read any more is dead, says why, and was not sent', async () => {
    const owner = await affiliate();
    const { id } = await subscribe(hub, owner, sink.url);
    sink.behave((_, reply) => void reply.writeHead(503, { 'retry-after': '1' }).end());
    await confide('while it was readable');
    await until(async () => (await hub.database.sql('SELECT FROM events_attempt WHERE subscription_id = $1', [id])).length === 1);
    sink.behave(null);
    const before = sink.posts.length;
    const ended = await feed.admin.send('identity.affiliation.end', { personId: owner.personId, institutionId: feed.institutionId });
    expect(ended.status).toBe(200);
    await settled(hub, id, 1);
    expect(await hub.database.sql('SELECT state, fault, attempts FROM events_delivery WHERE subscription_id = $1', [id]))
      .toEqual([{ state: 'dead', fault: 'the owner of the subscription may not read this event any more', attempts: 1 }]);
    expect(sink.posts).toHaveLength(before);
  });

  it('end with the role by which events leave the hub: the next event disables the subscription, and nothing is sent', async () => {
    const owner = await affiliate();
    const { id } = await subscribe(hub, owner, sink.url);
    expect((await feed.admin.send('identity.role.revoke', { personId: owner.personId, role: 'integrator' })).status).toBe(200);
    await feed.publish(1);
    await inState(hub, id, 'disabled');
    expect(await hub.database.sql('SELECT reason FROM events_subscription WHERE id = $1', [id])).toEqual([{ reason: 'rights_ended' }]);
    expect(sink.posts).toEqual([]);
  });

  it('end with the person: the next event disables the subscription, and nothing is sent', async () => {
    const owner = await affiliate();
    const { id } = await subscribe(hub, owner, sink.url);
    expect((await feed.admin.send('identity.person.suspend', { personId: owner.personId })).status).toBe(200);
    await feed.publish(1);
    await inState(hub, id, 'disabled');
    expect(await hub.database.sql('SELECT reason FROM events_subscription WHERE id = $1', [id])).toEqual([{ reason: 'rights_ended' }]);
    expect([sink.posts, await tally(hub, id)]).toEqual([[], {}]);
  });
});

describe('the truth in the database', () => {
  it('is enough: what is due is delivered, though the queue was emptied and the process that held the lease is gone', async () => {
    const { id } = await subscribe(hub, feed.admin, sink.url);
    // As a killed process leaves it: a lease that somebody still holds for a moment, deliveries that are due, and no job.
    await hub.database.sql(`UPDATE events_progress SET lease = gen_random_uuid(), lease_until = now() + interval '3 s' WHERE subscription_id = $1`, [id]);
    await feed.publish(3);
    await until(async () => (await tally(hub, id))['pending'] === 3);
    await hub.database.sql('DELETE FROM bullmq.job');
    await settled(hub, id, 3);
    expect(names(sink.posts)).toEqual(['event 1', 'event 2', 'event 3']);
  });

  it('moves on in one place: whoever found a subscription elsewhere inserts nothing, and reads it again', async () => {
    const { id } = await subscribe(hub, feed.admin, sink.url);
    await feed.publish(1);
    await settled(hub, id, 1);
    // Another process on duty has come two events further; this one does not know it.
    const { seq } = await hub.app.get(FeedReader).head();
    await until(async () => (await hub.database.sql('SELECT FROM events_progress WHERE subscription_id = $1 AND position >= $2', [id, seq])).length === 1);
    await hub.database.sql('UPDATE events_progress SET position = position + 2 WHERE subscription_id = $1', [id]);
    await feed.publish(3, 2);
    await settled(hub, id, 2);
    expect(names(sink.posts)).toEqual(['event 1', 'event 4']);
  });
});
