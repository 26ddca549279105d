import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import type { events } from '#contracts';
import { notification, type Told } from '../fhir/notification.js';
import { dataDigest, genesis, link } from './chain.js';
import { signReceipt } from './sign-receipt.js';
import { verifyDeliveries, type DeliveryVerdict } from './verify-deliveries.js';

const subscription = '0198a2b4-7c1e-7d3a-9f00-1c2d3e4f5a6b';
const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const keys = new Map([['k1', rawOf(publicKey)]]);

function rawOf(key: KeyObject): string {
  return key.export({ format: 'der', type: 'spki' }).subarray(-32).toString('base64');
}

interface Message { id: string; type: string; actor?: string; subject?: string; time: string; sequence: string; feedposition: string; payload: string; previousdigest: string; digest: string; data?: unknown }

/** Ten deliveries; the third without data, the fourth without a subject; the first two of a time when no other attribute was covered. */
const ACTOR = 'person:0198a2b4-7c1e-7d3a-9f00-dddddddddddd';
const messages: Message[] = [];
const digests = [genesis(subscription)];
for (let n = 1; n <= 10; n += 1) {
  const payload = n === 3 ? 'id' : n === 4 ? 'empty' : 'full';
  const data = payload === 'full' ? { n, text: `голос ${n} 票 "€"` } : undefined;
  const subject = n === 4 ? undefined : `meeting:${n}`;
  const id = `0198a2b4-7c1e-7d3a-9f00-${String(n).padStart(12, '0')}`;
  const [type, time, position, previous] = ['council.chat.posted.v1', `2026-11-2${n < 6 ? 1 : 2}T09:00:0${n % 10}.000Z`, `k3v9qz.${100 + n}`, digests[n - 1] as Buffer];
  const about = n < 3 ? null : { actor: ACTOR, payload, source: '/hub', specversion: '1.0' };
  digests[n] = link(previous, { subscription, sequence: n, id, type, subject: subject ?? null, position, time, data: payload === 'full' ? dataDigest(data) : null, about });
  messages.push({
    id, type, actor: ACTOR, ...(subject === undefined ? {} : { subject }), time, sequence: String(n).padStart(15, '0'), feedposition: position, payload,
    previousdigest: previous.toString('hex'), digest: (digests[n] as Buffer).toString('hex'), ...(data === undefined ? {} : { data }),
  });
}

function receiptOf(day: string, from: number, to: number, change: Partial<events.Receipt> = {}): events.Receipt {
  return signReceipt({
    format: 'corridor-hub receipt', version: 1, hub: 'https://hub.example.org', subscription, day, complete: true, from, to,
    before: (digests[from - 1] as Buffer).toString('hex'), digest: (digests[to] as Buffer).toString('hex'), delivered: to - from + 1, pending: 0, dead: 0,
    signedAt: '2026-11-23T00:10:00.000Z', key: 'k1', ...change,
  }, privateKey);
}
const receipts = [receiptOf('2026-11-22', 6, 9), receiptOf('2026-11-21', 1, 5)];

const structured = (message: object): string => JSON.stringify({ headers: { 'webhook-id': 'x', 'content-type': 'application/cloudevents+json; charset=utf-8' }, body: JSON.stringify({ specversion: '1.0', source: '/hub', ...message }) });
function binary({ data, ...attributes }: Message): string {
  const headers = Object.fromEntries(Object.entries({ specversion: '1.0', source: '/hub', ...attributes }).map(([name, value]) => [`Ce-${name}`, encodeURIComponent(value)]));
  return JSON.stringify({ headers: { ...headers, 'Content-Type': 'application/json' }, body: data === undefined ? '' : JSON.stringify(data) });
}
const lines = messages.slice(0, 9).map((message) => structured(message));
const changed = (n: number, change: (message: Message) => object): string[] => lines.with(n - 1, structured(change(messages[n - 1] as Message)));
const swapped = (n: number, m: number): string[] => {
  const [one, other] = [messages[n - 1] as Message, messages[m - 1] as Message];
  return lines.with(n - 1, structured({ ...one, sequence: other.sequence })).with(m - 1, structured({ ...other, sequence: one.sequence }));
};

describe('what a receiver got, held against signed receipts', () => {
  it.each<[string, () => string[], Partial<Extract<DeliveryVerdict, { ok: true }>>]>([
    ['as it came', () => lines, { repeated: 0, uncovered: 0 }],
    ['in another order, since tries come late', () => [...lines].reverse(), { repeated: 0 }],
    ['with a delivery that came twice', () => [...lines, lines[3] ?? ''], { repeated: 1 }],
    ['in binary form', () => messages.slice(0, 9).map(binary), {}],
    ['as a batch', () => [JSON.stringify({ headers: {}, body: JSON.stringify(messages.slice(0, 9).map((message) => ({ specversion: '1.0', source: '/hub', ...message }))) })], {}],
    ['with one that is newer than the receipts', () => [...lines, structured(messages[9] as Message)], { uncovered: 1 }],
    ['with members in another order and other spaces', () => changed(2, ({ data, ...rest }) => ({ data: Object.fromEntries(Object.entries(data as object).reverse()), ...rest })), {}],
  ])('holds %s', async (_, received, more) => {
    expect(await verifyDeliveries(receipts, received(), keys)).toEqual(expect.objectContaining({ ok: true, subscription, from: 1, to: 9, digest: digests[9]?.toString('hex'), signed: true, ...more }));
  });

  it.each<[string, () => string[], Partial<Extract<DeliveryVerdict, { ok: false }>>]>([
    ['a delivery that is missing', () => lines.toSpliced(3, 1), { fault: 'missing', sequence: 4 }],
    ['the first one missing', () => lines.slice(1), { fault: 'missing', sequence: 1 }],
    ['the last one missing', () => lines.slice(0, -1), { fault: 'missing', sequence: 9 }],
    ['the first of several that are missing', () => lines.filter((_, at) => at !== 7 && at !== 2 && at !== 3), { fault: 'missing', sequence: 3 }],
    ['all missing', () => [], { fault: 'missing', sequence: 1 }],
    ['data that were altered', () => changed(5, (m) => ({ ...m, data: { n: 5, text: 'other' } })), { fault: 'altered', sequence: 5, line: 5 }],
    ['data that were taken out', () => changed(5, ({ data: _data, ...m }) => m), { fault: 'altered', sequence: 5 }],
    ['data that were put in', () => changed(3, (m) => ({ ...m, data: { n: 3 } })), { fault: 'altered', sequence: 3 }],
    ['data said to be in full', () => changed(3, (m) => ({ ...m, payload: 'full' })), { fault: 'altered', sequence: 3 }],
    ['data said not to be in full', () => changed(2, (m) => ({ ...m, payload: 'id', data: undefined })), { fault: 'altered', sequence: 2 }],
    ['a time that was altered', () => changed(2, (m) => ({ ...m, time: '2026-11-21T09:00:02.001Z' })), { fault: 'altered', sequence: 2 }],
    ['a type that was altered', () => changed(9, (m) => ({ ...m, type: 'council.vote.cast.v1' })), { fault: 'altered', sequence: 9 }],
    ['a subject that was put in', () => changed(4, (m) => ({ ...m, subject: 'meeting:4' })), { fault: 'altered', sequence: 4 }],
    ['another who did it', () => changed(5, (m) => ({ ...m, actor: 'person:0198a2b4-7c1e-7d3a-9f00-eeeeeeeeeeee' })), { fault: 'altered', sequence: 5 }],
    ['nobody who did it', () => changed(5, ({ actor: _actor, ...m }) => m), { fault: 'altered', sequence: 5 }],
    ['an attribute that was put in', () => changed(5, (m) => ({ ...m, severity: 'minor' })), { fault: 'altered', sequence: 5 }],
    ['another source', () => changed(5, (m) => ({ ...m, source: '/other' })), { fault: 'altered', sequence: 5 }],
    ['an event of another id', () => changed(6, (m) => ({ ...m, id: messages[6]?.id })), { fault: 'altered', sequence: 6 }],
    ['a feed position that was altered', () => changed(6, (m) => ({ ...m, feedposition: 'k3v9qz.1' })), { fault: 'altered', sequence: 6 }],
    ['a digest that was altered', () => changed(7, (m) => ({ ...m, digest: 'a'.repeat(64) })), { fault: 'altered', sequence: 7 }],
    ['a digest before that was altered', () => changed(7, (m) => ({ ...m, previousdigest: 'a'.repeat(64) })), { fault: 'altered', sequence: 7 }],
    ['data that were altered together with their digest', () => changed(4, () => forgedFourth()), { fault: 'altered', sequence: 4 }],
    ['data and digests that were altered to fit each other', forgedToFit, { fault: 'altered', sequence: 5 }],
    ['a delivery that was added under a number that is taken', () => [...lines, structured({ ...messages[4], data: { n: 'forged' } })], { fault: 'added', sequence: 5, line: 10 }],
    ['one that was added before the true one', () => [structured({ ...messages[4], data: { n: 'forged' } }), ...lines], { fault: 'added', sequence: 5, line: 1 }],
    ['neighbours that changed numbers', () => swapped(3, 4), { fault: 'reordered', sequence: 3 }],
    ['deliveries far apart that changed numbers', () => swapped(2, 8), { fault: 'reordered', sequence: 2 }],
    ['a line that is no delivery', () => [...lines.slice(0, 2), '{"headers":{},"body":"hello"}', ...lines.slice(2)], { fault: 'unreadable', line: 3 }],
    ['a line that is no JSON', () => [...lines, 'hello'], { fault: 'unreadable', line: 10 }],
  ])('names %s', async (_, received, fault) => {
    expect(await verifyDeliveries(receipts, received(), keys)).toEqual(expect.objectContaining({ ok: false, ...fault }));
  });

  function forgedFourth(): Message {
    const fourth = messages[3] as Message;
    const [data, payload] = [{ n: 4, text: 'forged' }, 'full'];
    const digest = link(digests[3] as Buffer, { subscription, sequence: 4, id: fourth.id, type: fourth.type, subject: null, position: fourth.feedposition, time: fourth.time, data: dataDigest(data), about: null });
    return { ...fourth, data, payload, digest: digest.toString('hex') };
  }

  /** Whoever alters a delivery can give it a digest that fits, and the next one a digest before that fits: it does not lead on to one that is certain. */
  function forgedToFit(): string[] {
    const fourth = forgedFourth();
    return lines.with(3, structured(fourth)).with(4, structured({ ...messages[4], previousdigest: fourth.digest }));
  }

  it.each<[string, () => events.Receipt[], string]>([
    ['a receipt that was altered', () => [{ ...receiptOf('2026-11-21', 1, 5), dead: 3 }], 'forged'],
    ['a receipt that another key signed', () => [signReceipt(unsigned(receiptOf('2026-11-21', 1, 5)), generateKeyPairSync('ed25519').privateKey)], 'forged'],
    ['a receipt of a key that nobody knows', () => [receiptOf('2026-11-21', 1, 5, { key: 'k2' })], 'forged'],
    ['a receipt that is missing between two', () => [receiptOf('2026-11-20', 1, 3), receiptOf('2026-11-22', 6, 9)], 'broken'],
    ['receipts of which one leaves out a number', () => [receiptOf('2026-11-21', 1, 5), receiptOf('2026-11-22', 7, 9, { before: (digests[5] as Buffer).toString('hex') })], 'broken'],
    ['receipts of two histories', () => [receiptOf('2026-11-21', 1, 5), receiptOf('2026-11-22', 6, 9, { before: 'a'.repeat(64) })], 'broken'],
    ['a receipt that does not begin at the beginning', () => [receiptOf('2026-11-21', 1, 5, { before: 'a'.repeat(64) })], 'broken'],
    ['receipts of two subscriptions', () => [receiptOf('2026-11-21', 1, 5), receiptOf('2026-11-22', 6, 9, { subscription: '0198a2b4-7c1e-7d3a-9f00-ffffffffffff' })], 'broken'],
    ['no receipt at all', () => [], 'broken'],
  ])('refuses %s', async (_, some, fault) => {
    expect(await verifyDeliveries(some(), lines, keys)).toEqual(expect.objectContaining({ ok: false, fault }));
  });

  function unsigned({ signature: _signature, ...facts }: events.Receipt): Omit<events.Receipt, 'signature'> {
    return facts;
  }

  it('says when signatures were not checked, and holds what it can all the same', async () => {
    expect(await verifyDeliveries(receipts, lines, null)).toEqual(expect.objectContaining({ ok: true, signed: false }));
    expect(await verifyDeliveries(receipts, lines.slice(1), null)).toEqual(expect.objectContaining({ ok: false, fault: 'missing' }));
  });

  it('takes of a running day the receipt that reaches furthest, and whole days in its place as soon as there are such', async () => {
    const running = (to: number): events.Receipt => receiptOf('2026-11-22', 6, to, { complete: false });
    const [later, first] = receipts as [events.Receipt, events.Receipt];
    expect(await verifyDeliveries([running(7), first, running(9), running(8)], lines, keys)).toEqual(expect.objectContaining({ ok: true, to: 9, uncovered: 0 }));
    // Asked for in the first minutes of a day, one covers the day before as well, which is signed only then.
    expect(await verifyDeliveries([running(10), first, receiptOf('2026-11-22', 6, 8), receiptOf('2026-11-23', 9, 9)], lines, keys)).toEqual(expect.objectContaining({ ok: true, to: 9 }));
    expect(await verifyDeliveries([later], lines, keys)).toEqual(expect.objectContaining({ ok: true, from: 6, to: 9, uncovered: 5 }));
  });

  it('names something, whatever one byte of a body is changed to', async () => {
    const { body } = JSON.parse(structured(messages[4] as Message)) as { body: string };
    const unseen: number[] = [];
    for (let at = 0; at < body.length; at += 3) {
      const mutant = body.slice(0, at) + (body[at] === 'x' ? 'y' : 'x') + body.slice(at + 1);
      const verdict = await verifyDeliveries(receipts, lines.with(4, JSON.stringify({ headers: {}, body: mutant })), keys);
      if (verdict.ok) unseen.push(at);
    }
    // What stands before the id, specversion and source, is the same in every delivery and says nothing of the event.
    expect(unseen.filter((at) => at >= body.indexOf('"id"'))).toEqual([]);
  });
});

describe('what a FHIR server got, held against signed receipts', () => {
  const base = 'https://hub.example.org/api/v1/fhir';
  /** Ten events in eight notifications; the third without data, the fourth without a name. */
  const chain = [genesis(subscription)];
  const told = Array.from({ length: 10 }, (_, at): Told => {
    const n = at + 1;
    const payload = n === 3 ? 'id' : n === 4 ? 'empty' : 'full';
    const [id, type, stream, time, data] = [`0198a2b4-7c1e-7d3a-9f00-00000000000${at}`, 'alliance.institution.changed.v1', `org:${n}`, `2026-11-21T09:00:0${at}.000Z`, { n, text: `голос ${n} 票 "€"` }];
    const [feedPosition, previous, none] = [`k3v9qz.${100 + n}`, chain[at] as Buffer, payload === 'empty'];
    const digest = link(previous, { subscription, sequence: n, id: none ? null : id, type: none ? null : type, subject: none ? null : stream, position: feedPosition, time, data: payload === 'full' ? dataDigest(data) : null, about: null });
    chain.push(digest);
    return { sequence: n, payload, event: { id, type, stream, time, data }, chain: { feedPosition, previous, digest } };
  });
  const received = (some: readonly Told[], type: Parameters<typeof notification>[1] = 'event-notification'): string => (
    JSON.stringify({ headers: { 'content-type': 'application/fhir+json' }, body: JSON.stringify(notification({ subscriptionId: subscription, status: 'active', base }, type, 10, some, new Date(0))) })
  );
  const bundles = [[1], [2], [3], [4], [5, 6, 7], [8], [9], [10]].map((numbers) => received(numbers.map((n) => told[n - 1] as Told)));
  const days = [[1, 5], [6, 9]].map(([from = 0, to = 0], n) => receiptOf(`2026-11-2${n + 1}`, from, to, { before: (chain[from - 1] as Buffer).toString('hex'), digest: (chain[to] as Buffer).toString('hex') }));
  const whole = bundles.slice(0, 7);
  /** With one text of a notification changed, each time it stands there. */
  const edited = (at: number, from: string, to: string): string[] => {
    const { headers, body } = JSON.parse(whole[at] ?? '') as { headers: object; body: string };
    if (!body.includes(from)) throw new Error(`there is no ${from}`);
    return whole.with(at, JSON.stringify({ headers, body: body.replaceAll(from, to) }));
  };
  const put = (at: number, change: (entry: Record<string, unknown>[], events: Record<string, unknown>[]) => void): string[] => {
    const { headers, body } = JSON.parse(whole[at] ?? '') as { headers: object; body: string };
    const content = JSON.parse(body) as { entry: [{ resource: { notificationEvent: Record<string, unknown>[] } }, ...Record<string, unknown>[]] };
    change(content.entry, content.entry[0].resource.notificationEvent);
    return whole.with(at, JSON.stringify({ headers, body: JSON.stringify(content) }));
  };

  it.each<[string, () => string[], object]>([
    ['as it came', () => whole, { repeated: 0, uncovered: 0 }],
    ['in another order, one of them twice', () => [...whole.toReversed(), whole[4] ?? ''], { repeated: 3 }],
    ['with a handshake and heartbeats between', () => [received([], 'handshake'), ...whole, received([], 'heartbeat')], { repeated: 0 }],
    ['with one that is newer than the receipts', () => bundles, { uncovered: 1 }],
    ['with an answer that shows less than was sent', () => [...whole, received(told.map((one) => ({ ...one, payload: 'empty', chain: null })), 'query-event')], { repeated: 0 }],
  ])('holds %s', async (_, lines, more) => {
    expect(await verifyDeliveries(days, lines(), keys)).toEqual(expect.objectContaining({ ok: true, from: 1, to: 9, digest: chain[9]?.toString('hex'), ...more }));
  });

  it.each<[string, () => string[], object]>([
    ['a notification that is missing', () => whole.toSpliced(4, 1), { fault: 'missing', sequence: 5 }],
    ['an event taken out of a notification', () => put(4, (entry, events) => (events.splice(1, 1), entry.splice(2, 1))), { fault: 'missing', sequence: 6 }],
    ['a notification made a heartbeat', () => whole.with(1, received([], 'heartbeat')), { fault: 'missing', sequence: 2 }],
    ['data that were altered', () => edited(0, 'голос 1', 'голос 7'), { fault: 'altered', sequence: 1, line: 1 }],
    ['data of one among several that were altered', () => edited(4, 'голос 6', 'голос 7'), { fault: 'altered', sequence: 6, line: 5 }],
    ['data that were taken out', () => put(0, ([, entry]) => delete entry?.['resource']), { fault: 'altered', sequence: 1 }],
    ['data that were put in', () => put(2, ([, entry]) => void Object.assign(entry ?? {}, { resource: { resourceType: 'Basic', extension: [{ url: 'urn:corridor-hub:event-data', valueString: '{}' }] } })), { fault: 'altered', sequence: 3 }],
    ['data of two events exchanged', () => put(4, (entry) => void ([entry[1], entry[2]] = [entry[2] ?? {}, entry[1] ?? {}])), { fault: 'altered', sequence: 5 }],
    ['an entry that was put in', () => put(0, (entry) => void entry.push({ fullUrl: 'urn:uuid:x' })), { fault: 'unreadable', line: 1 }],
    ['an extension that was put in', () => put(3, (_, [event = {}]) => Object.assign(event, { extension: [...event['extension'] as object[], { url: 'urn:x', extension: [] }] })), { fault: 'altered', sequence: 4 }],
    ['a focus that was put in', () => put(3, (entry, [event]) => (Object.assign(event ?? {}, { focus: { reference: 'Basic/1', display: 't' } }), entry.push({ fullUrl: 'Basic/1' }))), { fault: 'altered', sequence: 4 }],
    ['a time that was altered', () => edited(3, '09:00:03.000Z', '09:00:03.001Z'), { fault: 'altered', sequence: 4 }],
    ['a stream that was altered everywhere', () => edited(0, 'org:1', 'org:2'), { fault: 'altered', sequence: 1 }],
    ['a place in the feed that was altered', () => edited(2, 'k3v9qz.103', 'k3v9qz.1'), { fault: 'altered', sequence: 3 }],
    ['events that changed numbers', () => put(4, (_, [one, , other]) => [Object.assign(one ?? {}, { eventNumber: '7' }), Object.assign(other ?? {}, { eventNumber: '5' })]), { fault: 'reordered', sequence: 5 }],
    ['one that was added under a number that is taken', () => [...whole, edited(0, 'голос 1', 'голос 7')[0] ?? ''], { fault: 'added', sequence: 1, line: 8 }],
    ['a bundle that is none of a hub', () => [...whole, JSON.stringify({ headers: {}, body: '{"resourceType":"Bundle","type":"searchset"}' })], { fault: 'unreadable', line: 8 }],
  ])('names %s', async (_, lines, fault) => {
    expect(await verifyDeliveries(days, lines(), keys)).toEqual(expect.objectContaining({ ok: false, ...fault }));
  });

  it('names something, whatever one byte of what it says of an event is changed to', async () => {
    const { body } = JSON.parse(whole[0] ?? '') as { body: string };
    const first = receiptOf('2026-11-21', 1, 1, { before: chain[0]?.toString('hex') ?? '', digest: chain[1]?.toString('hex') ?? '' });
    const [from, topic, entry] = ['"notificationEvent"', '"subscription":{', '"resource":{"resourceType":"Basic"'].map((text) => body.indexOf(text)) as [number, number, number];
    const unseen: number[] = [];
    for (let at = from; at < body.length; at += 3) {
      const mutant = body.slice(0, at) + (body[at] === 'x' ? 'y' : 'x') + body.slice(at + 1);
      if ((await verifyDeliveries([first], [JSON.stringify({ headers: {}, body: mutant })], keys)).ok) unseen.push(at);
    }
    // The topic, and what the subscription is called, say nothing of the event.
    expect(unseen.filter((at) => at < topic || at > entry)).toEqual([]);
  });
});
