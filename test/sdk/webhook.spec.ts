import { createHash, createHmac, generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { HTTP } from 'cloudevents';
import { Webhook as Standard } from 'standardwebhooks';
import { Webhook as Svix } from 'svix';
import { canonicalJson } from '#log';
import { verifyWebhook, type Link } from '#sdk';

const SUBSCRIPTION = '0198a2b4-7c1e-7d3a-9f00-5a5a5a5a5a5a';
const secret = (): string => `whsec_${randomBytes(24).toString('base64')}`;
const mine = secret();
const keys = generateKeyPairSync('ed25519');
const publicKey = `whpk_${keys.publicKey.export({ format: 'der', type: 'spki' }).subarray(-32).toString('base64')}`;
const sha256 = (...parts: (string | Buffer)[]): Buffer => parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest();
const genesis = sha256(`corridor-hub:subscription:${SUBSCRIPTION}`);

/** A delivery as a hub makes it, written down here from the published format alone. */
function delivery(sequence: number, previous: Buffer, { subject = 'meeting:1', data = { text: '上海 & "Лахор" %20' } as object | null, history = 'feed0001', time = '2026-11-22T09:00:00.000Z', older = false } = {}): { attributes: Record<string, string>; data: object | null; digest: Buffer } {
  const [id, position] = [`event-${sequence}`, `${history}.${sequence + 40}`];
  const about = { specversion: '1.0', source: '/hub', actor: 'person:1', payload: data === null ? 'id' : 'full' };
  const facts = { ...(older ? {} : { about }), subscription: SUBSCRIPTION, sequence, id, type: 'council.chat.posted.v1', subject, position, time, data: data === null ? null : sha256(canonicalJson(data)).toString('hex') };
  const digest = sha256(previous, canonicalJson(facts));
  return {
    digest, data,
    attributes: {
      ...about, id, type: facts.type, subject, time, position: `stream01.${sequence}`, sequence: String(sequence).padStart(15, '0'),
      feedposition: position, dataclassification: 'alliance', previousdigest: previous.toString('hex'), digest: digest.toString('hex'),
    },
  };
}

const first = delivery(1, genesis);
const second = delivery(2, first.digest);
const third = delivery(3, second.digest);
const structured = ({ attributes, data }: typeof first): string => JSON.stringify({ ...attributes, datacontenttype: 'application/json', ...(data === null ? {} : { data }) });
const encoded = (text: string): string => text.replace(/[^!#$&-~]/gu, (one) => encodeURIComponent(one));

/** The headers of a request, signed by one of the judges. */
function signed(id: string, body: string, { at = new Date(), by = mine }: { at?: Date; by?: string } = {}): Record<string, string> {
  return { 'webhook-id': id, 'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)), 'webhook-signature': new Standard(by).sign(id, at, body), 'hub-subscription': SUBSCRIPTION, 'hub-attempt': '2' };
}
const refusal = (promise: Promise<unknown>): Promise<unknown> => promise.then(() => 'taken', (fault: { reason?: string; status?: number; headers?: object }) => ({ reason: fault.reason, status: fault.status, headers: fault.headers }));

describe('a webhook that is verified', () => {
  const body = structured(first);

  it.each([
    ['standardwebhooks', (id: string, at: Date, text: string) => new Standard(mine).sign(id, at, text)],
    ['svix', (id: string, at: Date, text: string) => new Svix(mine).sign(id, at, text)],
  ])('is taken when %s has signed it, and is what the hub says', async (_, signing) => {
    const headers = { ...signed('event-1', body), 'webhook-signature': signing('event-1', new Date(), body) };
    const { id, subscription, attempt, events: [event], link } = await verifyWebhook(headers, body, mine);
    expect({ id, subscription, attempt, link }).toEqual({ id: 'event-1', subscription: SUBSCRIPTION, attempt: 2, link: { sequence: 1, digest: first.digest.toString('hex'), history: 'feed0001', time: '2026-11-22T09:00:00.000Z' } });
    expect(event).toMatchObject({ id: 'event-1', type: 'council.chat.posted.v1', sequence: 1, stream: 'meeting:1', position: 'stream01.1', feedPosition: 'feed0001.41', payload: 'full', data: first.data, actor: 'person:1' });
  });

  it('is judged as standardwebhooks and svix judge it, whatever was done to it', async () => {
    const now = Date.now();
    const good = signed('event-1', body);
    const cases: [Record<string, string>, string][] = [
      [good, body], [good, `${body} `], [{ ...good, 'webhook-id': 'event-2' }, body], [{ ...good, 'webhook-timestamp': String(Math.floor(now / 1_000) + 1) }, body],
      [signed('event-1', body, { by: secret() }), body], [signed('event-1', body, { at: new Date(now - 360_000) }), body], [signed('event-1', body, { at: new Date(now + 360_000) }), body],
      [{ ...good, 'webhook-signature': `v1,${randomBytes(32).toString('base64')} ${good['webhook-signature']}` }, body], [{ ...good, 'webhook-signature': `v1,not+base64! ${good['webhook-signature']}` }, body],
      [{ ...good, 'webhook-signature': good['webhook-signature']?.replace('v1,', 'v2,') ?? '' }, body], [{ ...good, 'webhook-signature': '' }, body],
    ];
    for (const [headers, text] of cases) {
      const judged = [Standard, Svix].map((Judge) => {
        try {
          new Judge(mine).verify(text, headers);
          return true;
        } catch {
          return false;
        }
      });
      const own = await verifyWebhook(headers, text, mine).then(() => true, () => false);
      expect([own, own]).toEqual(judged);
    }
  });

  it('may be signed with a key, and with the old and the new secret while one is rotated', async () => {
    const headers = signed('event-1', body);
    const text = `event-1.${headers['webhook-timestamp']}.${body}`;
    const v1a = { ...headers, 'webhook-signature': `v1a,${sign(null, Buffer.from(text), keys.privateKey).toString('base64')}` };
    await expect(verifyWebhook(v1a, body, publicKey)).resolves.toMatchObject({ id: 'event-1' });
    await expect(refusal(verifyWebhook(v1a, `${body} `, publicKey))).resolves.toMatchObject({ reason: 'bad_signature', status: 401 });
    const next = secret();
    const both = { ...headers, 'webhook-signature': `v1,${createHmac('sha256', Buffer.from(next.slice(6), 'base64')).update(text).digest('base64')} ${headers['webhook-signature']}` };
    for (const known of [mine, next, [mine, next], [secret(), next]]) await expect(verifyWebhook(both, body, known)).resolves.toMatchObject({ id: 'event-1' });
  });

  it('is refused by name, with what to answer', async () => {
    const at = (seconds: number) => signed('event-1', body, { at: new Date(Date.now() + seconds * 1_000) });
    await expect(refusal(verifyWebhook({}, body, mine))).resolves.toMatchObject({ reason: 'no_webhook', status: 400 });
    await expect(refusal(verifyWebhook(at(-360), body, mine))).resolves.toMatchObject({ reason: 'too_old', status: 401 });
    await expect(refusal(verifyWebhook(at(360), body, mine))).resolves.toMatchObject({ reason: 'too_new', status: 401 });
    await expect(verifyWebhook(at(-360), body, mine, { tolerance: 600 })).resolves.toMatchObject({ id: 'event-1' });
    await expect(refusal(verifyWebhook(signed('event-1', '{}'), '{}', mine))).resolves.toMatchObject({ reason: 'unreadable', status: 400 });
    await expect(verifyWebhook(signed('event-1', body), body, 'whsk_abcd')).rejects.toThrow(TypeError);
    // What programs without types do first.
    await expect(verifyWebhook(signed('event-1', body), JSON.parse(body) as never, mine)).rejects.toThrow('Give the raw body, before it is parsed');
    await expect(verifyWebhook(signed('event-1', body), body, [undefined] as never)).rejects.toThrow('A secret or key is undefined: it was not set.');
  });
});

describe('the forms of a webhook', () => {
  it('are read as the cloudevents SDK reads them: structured and batch', async () => {
    const one = structured(first);
    const many = `[${structured(first)},${structured(second)}]`;
    const type = (content: string) => ({ 'content-type': content });
    for (const [content, body] of [['application/cloudevents+json', one], ['application/cloudevents-batch+json', many]] as const) {
      const { events } = await verifyWebhook({ ...signed('x', body), ...type(content) }, body, mine);
      const judged = [HTTP.toEvent({ headers: type(content), body })].flat() as unknown as { id: string; data: unknown; sequence: string }[];
      expect(events.map(({ id, data, sequence }) => ({ id, data, sequence }))).toEqual(judged.map(({ id, data, sequence }) => ({ id, data, sequence: Number(sequence) })));
    }
  });

  it('may be binary, with attributes that no header may carry as they are', async () => {
    const odd = delivery(1, genesis, { subject: 'meeting:上海 50 % "x"' });
    const attributes = Object.fromEntries(Object.entries(odd.attributes).map(([name, value]) => [`CE-${name}`, encoded(value)]));
    const body = JSON.stringify(odd.data);
    const { events: [event] } = await verifyWebhook(new Headers({ ...attributes, ...signed('event-1', body), 'content-type': 'application/json' }), Buffer.from(body), mine, { last: () => null });
    expect(event).toMatchObject({ stream: 'meeting:上海 50 % "x"', data: odd.data });
    const bare = delivery(1, genesis, { data: null });
    const named = Object.fromEntries(Object.entries(bare.attributes).map(([name, value]) => [`ce-${name}`, encoded(value)]));
    await expect(verifyWebhook({ ...named, ...signed('event-1', '') }, '', mine, { last: () => null })).resolves.toMatchObject({ events: [{ payload: 'id', data: null }] });
  });
});

describe('a receiver that says what it took last', () => {
  const held = ({ digest }: typeof first, sequence: number): (() => Link) => () => ({ sequence, digest: digest.toString('hex') });
  const take = (body: string, last: () => Link | null) => verifyWebhook(signed('x', body), body, mine, { last });

  it('takes each delivery once, in its order, and asks for what is missing', async () => {
    const { link } = await take(structured(first), () => null);
    expect(link).toMatchObject(held(first, 1)());
    await expect(take(structured(second), () => link)).resolves.toMatchObject({ link: { sequence: 2 } });
    await expect(refusal(take(structured(first), () => link))).resolves.toEqual({ reason: 'duplicate', status: 200, headers: {} });
    await expect(refusal(take(structured(third), () => link))).resolves.toEqual({ reason: 'out_of_order', status: 409, headers: { 'expected-sequence': '2' } });
    await expect(refusal(take(structured(third), () => null))).resolves.toMatchObject({ headers: { 'expected-sequence': '1' } });
  });

  it('takes of a batch what it has not got', async () => {
    const batch = `[${[first, second, third].map(structured).join(',')}]`;
    const { events, link } = await take(batch, held(first, 1));
    expect(events.map(({ sequence }) => sequence)).toEqual([2, 3]);
    expect(link).toMatchObject(held(third, 3)());
  });

  it('goes on with a hub that was restored, which gives the numbers after its backup again, and takes nothing twice', async () => {
    const { link: taken } = await take(`[${[second, third].map(structured).join(',')}]`, held(first, 1));
    const later = { history: 'feed0002', time: '2026-11-22T10:00:00.000Z' };
    const [again, next] = [delivery(2, first.digest, later), delivery(3, delivery(2, first.digest, later).digest, later)];
    const { events, link } = await take(structured(again), () => taken);
    expect(events.map(({ sequence, feedPosition }) => [sequence, feedPosition])).toEqual([[2, 'feed0002.42']]);
    await expect(take(structured(next), () => link)).resolves.toMatchObject({ events: [{ sequence: 3 }] });
    // What was sent before the restore, and comes again after it, is no new history.
    await expect(refusal(take(structured(second), () => link))).resolves.toMatchObject({ reason: 'duplicate' });
    await expect(refusal(take(structured(delivery(9, again.digest, later)), () => taken))).resolves.toMatchObject({ reason: 'out_of_order', headers: { 'expected-sequence': '4' } });
  });

  it('takes what an older release of the hub numbered, and goes on with a newer one', async () => {
    const older = delivery(1, genesis, { older: true });
    const { link } = await take(structured(older), () => null);
    await expect(take(structured(delivery(2, older.digest)), () => link)).resolves.toMatchObject({ link: { sequence: 2 } });
  });

  it('sees what was altered, and what does not follow what it took', async () => {
    const lied = { ...second, data: { text: 'something else' } };
    await expect(refusal(take(structured(lied), held(first, 1)))).resolves.toMatchObject({ reason: 'altered', status: 400 });
    const another = { ...second, attributes: { ...second.attributes, actor: 'person:2' } };
    await expect(refusal(take(structured(another), held(first, 1)))).resolves.toMatchObject({ reason: 'altered', status: 400 });
    const foreign = delivery(2, randomBytes(32));
    await expect(refusal(take(structured(foreign), held(first, 1)))).resolves.toMatchObject({ reason: 'broken_chain', status: 400 });
    await expect(refusal(take(structured(delivery(1, randomBytes(32))), () => null))).resolves.toMatchObject({ reason: 'broken_chain' });
  });
});
