import { createHash, createPublicKey, verify as verifySignature } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DailyReceipts, verifyDeliveries, type DeliveryVerdict } from '#events';
import { startHub, type TestHub } from '../support/hub.js';
import { enter } from '../support/people.js';
import { openSink, type Sink } from '../support/sink.js';
import { run } from '../support/spawn-hub.js';
import { aFeed, settled, subscribe, until, type Feed } from './a-feed.js';

interface Receipt { readonly day: string; readonly from: number; readonly to: number; readonly before: string; readonly digest: string; readonly complete: boolean; readonly key: string; readonly signature: string; readonly delivered: number; readonly pending: number; readonly dead: number; readonly subscription: string }
interface Key { readonly id: string; readonly publicKey: string; readonly retiredAt: string | null }

const DAY = 86_400_000;
let hub: TestHub;
let feed: Feed;
let sink: Sink;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'hub-proof-'));
  hub = await startHub({ HUB_WEBHOOK_ALLOW: '127.0.0.1', HUB_RATE_PER_SECOND: '1000', HUB_RATE_BURST: '10000' });
  feed = await aFeed(hub);
});
beforeEach(async () => {
  sink = await openSink();
});
afterEach(() => sink.close());
afterAll(async () => {
  await hub.close();
  rmSync(folder, { recursive: true, force: true });
});

/** The day so many days ago, in UTC. */
const day = (ago: number): string => new Date(Date.now() - ago * DAY).toISOString().slice(0, 10);

/** Publishes and waits until all is delivered; then dates it back. */
async function deliver(id: string, many: number, total: number, daysAgo: number): Promise<void> {
  await feed.publish(many, total - many + 1);
  await settled(hub, id, total);
  await hub.database.sql(`UPDATE events_delivery SET created_at = created_at - make_interval(days => $3) WHERE subscription_id = $1 AND sequence > $2`, [id, total - many, daysAgo]);
}

const signDays = (): Promise<void> => hub.app.get(DailyReceipts, { strict: false }).signAll(new Date(`${day(0)}T00:00:00.000Z`));
const receiptsOf = async (id: string): Promise<Receipt[]> => (await feed.admin.get<{ data: Receipt[] }>(`/subscriptions/${id}/receipts`)).body.data;
const keys = async (): Promise<Key[]> => (await feed.admin.get<{ data: Key[] }>('/proof-keys')).body.data;
const linesOf = (of: Sink): string[] => of.posts.map(({ headers, body }) => JSON.stringify({ headers, body }));

/** A verifier from nothing but the documented format. */
function holds(receipts: readonly Receipt[], lines: readonly string[], known: readonly Key[]): boolean {
  const sha = (...parts: (Buffer | string)[]): Buffer => parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest();
  const canonical = (value: unknown): string => {
    if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
    if (typeof value !== 'object' || value === null) return JSON.stringify(value);
    return `{${Object.keys(value).sort().map((name) => `${JSON.stringify(name)}:${canonical((value as Record<string, unknown>)[name])}`).join()}}`;
  };
  const got = new Map(lines.map((line) => JSON.parse((JSON.parse(line) as { body: string }).body) as Record<string, string> & { data?: unknown }).map((event) => [Number(event['sequence']), event]));
  return [...receipts].sort((a, b) => a.from - b.from).every(({ signature, ...receipt }) => {
    const x = Buffer.from(known.find(({ id }) => id === receipt.key)?.publicKey ?? '', 'base64').toString('base64url');
    if (!verifySignature(null, Buffer.from(canonical(receipt)), createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' }), Buffer.from(signature, 'base64'))) return false;
    let digest: Buffer = Buffer.from(receipt.before, 'hex');
    for (let sequence = receipt.from; sequence <= receipt.to; sequence += 1) {
      const event = got.get(sequence);
      if (event === undefined) return false;
      const { id, type, subject = null, time, feedposition: position, data, sequence: _number, previousdigest: _before, digest: _own, datacontenttype: _type, dataclassification: _class, position: _place, ...about } = event;
      digest = sha(digest, canonical({ about, data: data === undefined ? null : sha(canonical(data)).toString('hex'), id, position, sequence, subject, subscription: receipt.subscription, time, type }));
    }
    return digest.toString('hex') === receipt.digest;
  });
}

const judge = (receipts: readonly Receipt[], lines: readonly string[], known: readonly Key[]): Promise<DeliveryVerdict> => (
  verifyDeliveries(receipts as never, lines, new Map(known.map(({ id, publicKey }) => [id, publicKey])))
);

/** What the program says of these files. */
async function verify(receipts: unknown, lines: readonly string[], known: unknown): Promise<{ code: number | null; output: string }> {
  const at = (name: string): string => join(folder, name);
  writeFileSync(at('receipts.json'), JSON.stringify(receipts));
  writeFileSync(at('keys.json'), JSON.stringify(known));
  writeFileSync(at('deliveries.ndjson'), `${lines.join('\n')}\n`);
  return run(['verify', at('receipts.json'), '--deliveries', at('deliveries.ndjson'), '--keys', at('keys.json')], {});
}

describe('a receipt', () => {
  it('is signed for each day that has ended, once, each going on from the one before, and of the running day on demand', async () => {
    const { id } = await subscribe(hub, feed.admin, sink.url);
    await deliver(id, 4, 4, 2);
    await deliver(id, 3, 7, 1);
    await signDays();
    await signDays();
    await deliver(id, 2, 9, 0);
    const made = await receiptsOf(id);
    expect(made).toEqual([
      expect.objectContaining({ day: day(1), from: 5, to: 7, delivered: 3, pending: 0, dead: 0, complete: true }),
      expect.objectContaining({ day: day(2), from: 1, to: 4, delivered: 4, complete: true }),
    ]);
    const running = (await feed.admin.get<Receipt & Record<string, unknown>>(`/subscriptions/${id}/receipts/${day(0)}`)).body;
    expect(running).toMatchObject({ from: 8, to: 9, complete: false, delivered: 2 });
    expect((await feed.admin.get(`/subscriptions/${id}/receipts/${day(1)}`)).body).toEqual(made[0]);
    expect((await feed.admin.get(`/subscriptions/${id}/receipts/${day(3)}`)).body).toMatchObject({ status: 404, code: 'receipt_unknown' });
    expect(await receiptsOf(id)).toHaveLength(2);
    expect(holds([...made, running], linesOf(sink), await keys())).toBe(true);
  });

  it('counts what had not come, so that a gap is no secret of the hub', async () => {
    const { id } = await subscribe(hub, feed.admin, sink.url);
    await deliver(id, 2, 2, 1);
    sink.behave((_, reply) => reply.writeHead(500).end());
    await feed.publish(1, 3);
    await until(async () => (await hub.database.sql('SELECT FROM events_attempt WHERE subscription_id = $1 AND sequence = 3', [id])).length > 0);
    await hub.database.sql(`UPDATE events_delivery SET created_at = created_at - interval '1 day' WHERE subscription_id = $1 AND sequence = 3`, [id]);
    await signDays();
    expect(await receiptsOf(id)).toEqual([expect.objectContaining({ from: 1, to: 3, delivered: 2, pending: 1, dead: 0 })]);
  });

  it('covers the next day what was numbered for a day after that was signed', async () => {
    const { id } = await subscribe(hub, feed.admin, sink.url);
    await deliver(id, 2, 2, 2);
    await hub.app.get(DailyReceipts, { strict: false }).signAll(new Date(`${day(1)}T00:00:00.000Z`));
    await deliver(id, 1, 3, 2);
    await signDays();
    expect((await receiptsOf(id)).map(({ day: on, from, to }) => ({ on, from, to }))).toEqual([{ on: day(1), from: 3, to: 3 }, { on: day(2), from: 1, to: 2 }]);
  });

  it('is not signed when a part of it is gone, and those of other subscriptions are', async () => {
    const ids = [(await subscribe(hub, feed.admin, sink.url)).id, (await subscribe(hub, feed.admin, sink.url)).id].sort();
    const [broken, whole] = ids as [string, string];
    await feed.publish(3);
    for (const id of ids) await settled(hub, id, 3);
    await hub.database.sql(`UPDATE events_delivery SET created_at = created_at - interval '1 day' WHERE subscription_id = ANY ($1)`, [ids]);
    await hub.database.sql('DELETE FROM events_attempt WHERE subscription_id = $1 AND sequence = 2', [broken]);
    const [taken] = await hub.database.sql<object>('DELETE FROM events_delivery WHERE subscription_id = $1 AND sequence = 2 RETURNING *', [broken]);
    await expect(signDays()).rejects.toThrow('1 subscriptions have no receipt');
    expect(await receiptsOf(whole)).toEqual([expect.objectContaining({ from: 1, to: 3, delivered: 3 })]);
    expect(await receiptsOf(broken)).toEqual([]);
    await hub.database.sql('INSERT INTO events_delivery SELECT * FROM jsonb_populate_record(NULL::events_delivery, $1)', [JSON.stringify(taken)]);
    await signDays();
  });

  it('is its owner’s, and nobody else learns that there is one', async () => {
    const { id } = await subscribe(hub, feed.admin, sink.url);
    await deliver(id, 1, 1, 1);
    await signDays();
    const stranger = await enter(hub, feed.admin);
    expect((await stranger.get(`/subscriptions/${id}/receipts`)).status).toBe(404);
    expect((await stranger.get(`/subscriptions/${id}/receipts/${day(1)}`)).status).toBe(404);
    expect((await stranger.send('events.proof_key.replace', {})).status).toBe(403);
    expect((await stranger.get<{ data: Key[] }>('/proof-keys')).body.data.length).toBeGreaterThan(0);
  });

  it('of a key that was replaced stays good, and the next one is signed with the new key', async () => {
    const { id } = await subscribe(hub, feed.admin, sink.url);
    await deliver(id, 1, 1, 2);
    await signDays();
    const { body } = await feed.admin.send<{ id: string }>('events.proof_key.replace', {});
    await deliver(id, 1, 2, 1);
    await signDays();
    const [newer, older] = await receiptsOf(id);
    expect(newer?.key).toBe(body.id);
    expect(older?.key).not.toBe(body.id);
    const known = await keys();
    expect(known.filter(({ retiredAt }) => retiredAt === null).map((key) => key.id)).toEqual([body.id]);
    expect(holds([newer as Receipt, older as Receipt], linesOf(sink), known)).toBe(true);
    // What an outsider could read is the public half alone.
    expect((await hub.database.sql<{ sealed: Buffer }>('SELECT sealed FROM events_proof_key')).every(({ sealed }) => sealed.length > 60)).toBe(true);
    expect(JSON.stringify(known)).not.toContain('sealed');
  });
});

describe('received webhooks, held against receipts', () => {
  it.each([
    ['structured', { format: 'structured' }], ['binary', { format: 'binary' }], ['batches of', { pace: { ordered: true, batch: 3 } }],
    ['id-only', { payload: 'id' }], ['empty', { payload: 'empty' }],
    ['FHIR', { protocol: 'fhir', payload: 'full' }], ['id-only FHIR', { protocol: 'fhir', payload: 'id' }], ['empty FHIR', { protocol: 'fhir', payload: 'empty' }],
    ['batches of FHIR', { protocol: 'fhir', payload: 'full', pace: { ordered: true, batch: 3 } }],
  ])('hold when they are %s events', async (_, settings) => {
    const { id } = await subscribe(hub, feed.admin, sink.url, settings);
    await deliver(id, 7, 7, 1);
    await signDays();
    expect(await judge(await receiptsOf(id), linesOf(sink), await keys())).toMatchObject({ ok: true, subscription: id, from: 1, to: 7, repeated: 0, uncovered: 0, signed: true });
  });

  it('hold when some of them were fetched by $events, and not when those were shown in less detail', async () => {
    const { id } = await subscribe(hub, feed.admin, sink.url, { protocol: 'fhir', payload: 'full' });
    await deliver(id, 4, 4, 1);
    const [sent, proof] = [linesOf(sink), await signed(id)];
    const fetched = async (query: string): Promise<string[]> => [JSON.stringify({ headers: {}, body: JSON.stringify((await feed.admin.get<object>(`/fhir/Subscription/${id}/$events?${query}`)).body) })];
    expect(await judge(...proof(await fetched('')))).toMatchObject({ ok: true, to: 4, repeated: 0 });
    expect(await judge(...proof([...sent, ...(await fetched('eventsSinceNumber=3'))]))).toMatchObject({ ok: true, to: 4, repeated: 2 });
    expect(await judge(...proof(await fetched('content=id-only')))).toMatchObject({ ok: false, fault: 'missing', sequence: 1 });
  });

  async function signed(id: string): Promise<(lines: readonly string[]) => Parameters<typeof judge>> {
    await signDays();
    const [receipts, known] = [await receiptsOf(id), await keys()];
    return (lines) => [receipts, lines, known];
  }

  it('do not hold when one is missing, altered, added or renumbered, or a receipt is forged: by this verifier and by another one', async () => {
    const { receipts, known, lines } = await sixDeliveries();
    expect(holds(receipts, lines, known)).toBe(true);
    const mutants: [string[], Receipt[], object][] = [
      [lines.toSpliced(2, 1), receipts, { fault: 'missing', sequence: 3 }],
      [change(lines, 3, (event) => ({ ...event, data: { name: 'forged' } })), receipts, { fault: 'altered', sequence: 4, line: 4 }],
      [[change(lines, 1, (event) => ({ ...event, type: 'council.poll.opened.v1' }))[1] ?? '', ...lines], receipts, { fault: 'added', sequence: 2, line: 1 }],
      [renumber(renumber(lines, 1, 5), 4, 2), receipts, { fault: 'reordered', sequence: 2 }],
      [lines, receipts.map((receipt) => ({ ...receipt, delivered: 1 })), { fault: 'forged' }],
    ];
    for (const [mutant, some, fault] of mutants) {
      expect(await judge(some, mutant, known)).toMatchObject({ ok: false, ...fault });
      // The other one takes of two with one number the last, so it looks at no more than were sent.
      expect(holds(some, mutant.slice(0, lines.length), known)).toBe(false);
    }
  });

  it('are checked by hub verify, which ends with 0 or names the first bad one and ends with 1', async () => {
    const { receipts, known, lines } = await sixDeliveries();
    const good = await verify(receipts, lines, { data: known });
    expect([good.code, good.output]).toEqual([0, expect.stringMatching(/hold: 1 to 6, none missing, .* as they were sent(.|\n)*signed by the hub/)]);
    const bad = await verify(receipts, lines.toSpliced(2, 1), known);
    expect([bad.code, bad.output]).toEqual([1, expect.stringContaining('missing): Delivery 3 is missing')]);
  });

  async function sixDeliveries(): Promise<{ receipts: Receipt[]; known: Key[]; lines: string[] }> {
    const { id } = await subscribe(hub, feed.admin, sink.url, { pace: { ordered: true } });
    await deliver(id, 6, 6, 1);
    await signDays();
    return { receipts: await receiptsOf(id), known: await keys(), lines: linesOf(sink) };
  }

  function change(lines: readonly string[], at: number, edit: (event: Record<string, unknown>) => object): string[] {
    return lines.map((line, n) => {
      const { headers, body } = JSON.parse(line) as { headers: object; body: string };
      return n === at ? JSON.stringify({ headers, body: JSON.stringify(edit(JSON.parse(body) as Record<string, unknown>)) }) : line;
    });
  }

  function renumber(lines: readonly string[], at: number, sequence: number): string[] {
    return change(lines, at, (event) => ({ ...event, sequence: String(sequence).padStart(15, '0') }));
  }
});
