import fc from 'fast-check';
import { alliance, filter as contract, type events, type Output, type stream } from '#contracts';
import { newId, systemActor } from '#kernel';
import { FeedReader, UnitOfWork } from '#log';
import { startHub, type TestHub, type Visitor } from '../support/hub.js';
import { enter } from '../support/people.js';
import { openSink, type Sink } from '../support/sink.js';
import { aFeed, numbered, published, settled, subscribe, until, type Feed } from './a-feed.js';

type Explanation = Output<typeof events.explainSubscription>;

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

const subscribed = async (id: string, eventId: string, by: Visitor = feed.admin): Promise<Explanation> => (await by.get<Explanation>(`/subscriptions/${id}/explain/${eventId}`)).body;
const consumed = async (id: string, eventId: string, by: Visitor = feed.admin): Promise<Explanation> => (await by.get<Explanation>(`/consumers/${id}/explain/${eventId}`)).body;
/** `step verdict`, of all steps. */
const told = ({ steps }: Explanation): string[] => steps.map(({ step, verdict }) => `${step} ${verdict}`);
const sentence = ({ steps }: Explanation, name: string): string | undefined => steps.find(({ step }) => step === name)?.sentence;

/** The newest event of the feed's institution, once it has its number. */
async function publish(name = 1): Promise<stream.Envelope> {
  await feed.publish(1, name);
  let found: stream.Envelope | undefined;
  await until(async () => {
    const { body } = await feed.admin.get<{ data: stream.Envelope[] }>(`/feed/events?after=earliest&limit=1000&streams=${feed.stream}`);
    found = body.data.findLast(({ data }) => data['name'] === `event ${name}`);
    return found !== undefined;
  });
  return found as stream.Envelope;
}

describe('why a subscription got an event', () => {
  it('is told step by step, with what left the hub and each try', async () => {
    const { id } = await subscribe(hub, feed.admin, sink.url, { payload: 'id' });
    const event = await publish(1);
    await settled(hub, id, 1);
    const why = await subscribed(id, event.id);
    expect(why).toMatchObject({ eventId: event.id, outcome: 'delivered' });
    expect(told(why)).toEqual(['event passed', 'reader passed', 'filter passed', 'right passed', 'payload told', 'delivery passed', 'attempt passed']);
    expect(sentence(why, 'payload')).toBe('It leaves the hub by its id, without its data: data of the class alliance.');
    expect(sentence(why, 'attempt')).toMatch(/^Try 1, at .*: delivered, the endpoint answered 204\.$/);
  });

  it('or when it gets it: every try, and when the next is due', async () => {
    const { id } = await subscribe(hub, feed.admin, sink.url);
    sink.behave((_, reply) => reply.writeHead(500).end());
    const event = await publish(2);
    await until(async () => (await subscribed(id, event.id)).steps.some(({ step }) => step === 'attempt'));
    const why = await subscribed(id, event.id);
    expect(why.outcome).toBe('pending');
    expect(told(why)).toEqual(expect.arrayContaining(['delivery waiting', 'attempt told', 'next waiting']));
    expect(sentence(why, 'next')).toMatch(/^The next try is due at 20/);
    await feed.admin.send('events.subscription.end', { subscriptionId: id });
    expect(sentence(await subscribed(id, event.id), 'next')).toBe('Nothing is sent while the subscription is ended.');
  });

  it('or did not: the part of the filter that left it out', async () => {
    const { id } = await subscribe(hub, feed.admin, sink.url, { filter: { ...published, countries: ['CN'], filters: [{ not: { suffix: { type: '.v1' } } }] } });
    const event = await publish(3);
    await until(async () => (await subscribed(id, event.id)).outcome === 'left_out');
    const parts = (await subscribed(id, event.id)).steps.filter(({ step }) => step === 'filter');
    expect(parts.map(({ part, verdict, sentence: words }) => [part, verdict, words])).toEqual([
      ['/types', 'passed', 'types: its type is “alliance.institution.changed.v1”, which is among alliance.institution.changed.v1.'],
      ['/countries', 'stopped', 'countries: its country is “PK”, which is not among CN.'],
      ['/filters/0', 'stopped', 'filters 0: what must not hold does: its type is “alliance.institution.changed.v1”, which ends with “.v1”.'],
    ]);
  });

  it('or not yet: the subscription is paused', async () => {
    const { id } = await subscribe(hub, feed.admin, sink.url);
    await feed.admin.send('events.subscription.pause', { subscriptionId: id });
    const event = await publish(4);
    const why = await subscribed(id, event.id);
    expect([why.outcome, told(why)[1], sentence(why, 'reader')]).toEqual(['waiting', 'reader waiting', 'The subscription has not come to the event yet: it goes on from there when it is resumed.']);
  });

  it('or did not: it was made after the event', async () => {
    const event = await publish(5);
    const { id } = await subscribe(hub, feed.admin, sink.url);
    await until(async () => (await subscribed(id, event.id)).outcome === 'left_out');
    expect(told(await subscribed(id, event.id))).toContain('start stopped');
  });

  it('or may not: an administrator is told that the owner has no right to it', async () => {
    const owner = await enter(hub, feed.admin, { roles: ['integrator'] });
    const { id } = await subscribe(hub, owner, sink.url, { filter: { types: ['identity.*'] } });
    await feed.admin.send('identity.key.create', { name: 'k', scopes: ['hub:read'] });
    let event: stream.Envelope | undefined;
    await until(async () => {
      const { body } = await feed.admin.get<{ data: stream.Envelope[] }>('/feed/events?after=earliest&limit=1000&types=identity.key.*');
      event = body.data.find(({ stream: name }) => name === `person:${feed.admin.personId}`);
      return event !== undefined;
    });
    await until(async () => (await subscribed(id, event?.id ?? '')).outcome === 'left_out');
    expect(sentence(await subscribed(id, event?.id ?? ''), 'right')).toBe(`The owner may read nothing of person:${feed.admin.personId} now.`);
    // To the owner the event is not there, exactly as one that is nowhere.
    const [theirs, none] = [await owner.get(`/subscriptions/${id}/explain/${event?.id}`), await owner.get(`/subscriptions/${id}/explain/${newId()}`)];
    expect([theirs.status, none.status]).toEqual([404, 404]);
    expect({ ...theirs.body, instance: '' }).toEqual({ ...none.body, instance: '' });
    expect((await (await enter(hub, feed.admin)).get(`/subscriptions/${id}/explain/${event?.id}`)).status).toBe(404);
  });
});

describe('why the readers of a consumer got an event', () => {
  const make = async (more: object = {}): Promise<string> => {
    await numbered(hub);
    return (await feed.admin.send<{ consumerId: string }>('events.consumer.create', { name: `c-${newId()}`, deliverPolicy: 'new', filter: published, ...more })).body.consumerId;
  };
  const pull = async (id: string): Promise<string[]> => (await feed.admin.post<{ messages: { ackToken: string }[] }>(`/consumers/${id}/next`, {})).body.messages.map(({ ackToken }) => ackToken);

  it('follows its acknowledgement: waiting, out, parked, redriven, settled', async () => {
    const id = await make();
    const event = await publish(11);
    const now = async (): Promise<[string, string | undefined]> => {
      const why = await consumed(id, event.id);
      return [why.outcome, why.steps.at(-1)?.sentence];
    };
    expect((await now())[0]).toBe('waiting');
    const [token] = await pull(id);
    expect(await now()).toEqual(['out', expect.stringMatching(/^If it is not settled by 20.*, it is given again\.$/)]);
    await feed.admin.post(`/consumers/${id}/acks`, { term: [token] });
    expect(await now()).toEqual(['parked', 'It was given once and is parked: a reader has given it up. It may be redriven or discarded.']);
    await feed.admin.send('events.consumer.redrive', { consumerId: id });
    expect(await now()).toEqual(['waiting', 'It waits to be given, before anything newer.']);
    await feed.admin.post(`/consumers/${id}/acks`, { ack: await pull(id) });
    expect((await now())[0]).toBe('settled');
    expect(told(await consumed(id, event.id))).toEqual(['event passed', 'start passed', 'filter passed', 'right passed', 'delivery passed']);
  });

  it('or did not: it is older than the place where the consumer began, or the filter left it out', async () => {
    const before = await publish(12);
    const [late, other] = [await make(), await make({ filter: { types: ['council.*'] } })];
    expect((await consumed(late, before.id)).steps.find(({ verdict }) => verdict === 'stopped')).toMatchObject({ step: 'start' });
    const event = await publish(13);
    expect((await consumed(other, event.id)).steps.filter(({ verdict }) => verdict === 'stopped')).toEqual([expect.objectContaining({ step: 'filter', part: '/types' })]);
    const [since] = [await make({ deliverPolicy: 'by_start_time', startTime: new Date(Date.now() + 3_600_000).toISOString() })];
    expect(sentence(await consumed(since, event.id), 'start')).toMatch(/^The consumer begins with what was appended at /);
  });

  it('never gets what is told of itself', async () => {
    const id = await make({ filter: {}, maxDeliver: 1 });
    await publish(14);
    await feed.admin.post(`/consumers/${id}/acks`, { term: (await pull(id)).slice(0, 1) });
    const { body } = await feed.admin.get<{ data: stream.Envelope[] }>(`/streams/consumer:${id}/events`);
    const advisory = body.data.find(({ type }) => type === 'events.consumer.parked.v1')?.id ?? '';
    await until(async () => (await consumed(id, advisory)).steps !== undefined);
    expect(told(await consumed(id, advisory))).toContain('reader stopped');
  });
});

describe('an event among many', () => {
  it('is found by its id wherever it stands', async () => {
    const id = (await feed.admin.send<{ consumerId: string }>('events.consumer.create', { name: `c-${newId()}`, filter: published })).body.consumerId;
    for (let n = 0; n < 5; n += 1) {
      await hub.app.get(UnitOfWork).run(systemActor('test'), [], async (work) => {
        for (let m = 0; m < 100; m += 1) work.record(alliance.institutionChanged, feed.stream, { institutionId: feed.institutionId, name: `many ${n} ${m}`, countryCode: 'PK', zone: 'UTC', state: 'active' });
      });
    }
    await numbered(hub);
    const all = await hub.app.get(FeedReader).read(0, 10_000);
    const seen = all.filter(({ envelope }) => envelope.type === alliance.institutionChanged.name);
    for (const event of [seen[0], seen[Math.floor(seen.length / 2)], seen.at(-1)]) expect((await consumed(id, event?.envelope.id ?? '')).position).toMatch(new RegExp(`\\.${event?.seq}$`));
  });
});

describe('a filter that is explained', () => {
  const text = fc.constantFrom('council.poll.opened.v1', 'council.poll', '.v1', 'PK', 'meeting:1', 'x');
  const attributes = fc.dictionary(fc.constantFrom('type', 'subject', 'country', 'nothing'), text, { minKeys: 1, maxKeys: 2 });
  const { dialect } = fc.letrec<{ dialect: contract.Dialect }>((tie) => ({
    dialect: fc.oneof({ maxDepth: 3 },
      fc.record({ exact: attributes }), fc.record({ prefix: attributes }), fc.record({ suffix: attributes }),
      fc.record({ all: fc.array(tie('dialect'), { minLength: 1, maxLength: 3 }) }), fc.record({ any: fc.array(tie('dialect'), { minLength: 1, maxLength: 3 }) }), fc.record({ not: tie('dialect') })),
  }));
  const filters = fc.record({ types: fc.array(fc.constantFrom('council.*', 'council.poll.opened.v1', 'other.*'), { minLength: 1 }), countries: fc.array(fc.constantFrom('PK', 'CN'), { minLength: 1 }), filters: fc.array(dialect, { minLength: 1, maxLength: 3 }) }, { requiredKeys: [] });
  const event = { id: newId(), type: 'council.poll.opened.v1', stream: 'meeting:1', position: 'aaaaaaaa.1', time: '2026-11-22T09:00:00.000Z', actor: 'person:1', data: { countryCode: 'PK' } };

  it('says what the filter says, and a sentence for each part', () => {
    fc.assert(fc.property(filters, (filter) => {
      const parts = contract.explainFilter(filter as contract.Filter, event);
      expect(parts.every(({ holds }) => holds)).toBe(contract.compileFilter(filter as contract.Filter)(event));
      expect(parts.every(({ sentence: words }) => /^[a-z]+( \d)?: .+\.$/.test(words))).toBe(true);
    }));
  });
});
