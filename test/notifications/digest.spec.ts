import { notices } from '#contracts';
import { newId, systemActor } from '#kernel';
import { UnitOfWork, type Work } from '#log';
import { closeDigest, settleMessages, type Asked, type Settled } from '#notifications';
import { done } from '../council/a-council.js';
import { startHub, type TestHub } from '../support/hub.js';
import { claim, enter, type Someone } from '../support/people.js';
import { until } from '../support/until.js';
import { ahead } from './inbox-of.js';
import { mailsTo, messagesOf } from './outbox-of.js';

const HOUR = 3_600_000;
const NAME = 'identity.role_given';
const system = systemActor('test');
const LANES = 40;
type Held = Extract<Settled, { go: 'hold' }>;

let hub: TestHub;
let administrator: Someone;
beforeAll(async () => {
  hub = await startHub();
  administrator = await claim(hub);
}, 120_000);
afterEach(() => ahead(hub, 0));
afterAll(() => hub.close());

/** One caller among many: notes a notice for somebody, has it settled, and writes its message down, in one transaction. */
async function trigger({ personId }: Someone, rules: Partial<Asked['notice']> = {}): Promise<Settled | undefined> {
  return hub.app.get(UnitOfWork).run(system, [], (work) => settleOne(work, personId, rules));
}

/** So many callers; as many of them at once as there are lanes, which is more than the hub has connections to spare. */
async function callers<T>(number: number, call: () => Promise<T>): Promise<readonly T[]> {
  const answers: T[] = [];
  let begun = 0;
  await Promise.all(Array.from({ length: LANES }, async () => {
    while (begun < number) {
      begun += 1;
      answers.push(await call());
    }
  }));
  return answers;
}

async function settleOne({ db, now }: Work, personId: string, rules: Partial<Asked['notice']>): Promise<Settled | undefined> {
  const [noticeId, messageId, about] = [newId(), newId(), `person:${personId}`];
  const notice = { category: 'account' as const, critical: false, channels: ['inbox', 'mail'] as const, digestMinutes: null, ...rules };
  await db.query(
    `INSERT INTO notification_notice (id, name, key, category, critical, about, facts, digest_key, event_id, event_type, state, at, people, chain, created_at, changed_at)
     VALUES ($1::uuid, $2, $1::uuid::text, $6, false, $3, $4, 'race', $1::uuid, 'test', 'told', $5, '{}', '{}', $5, $5)`, [noticeId, NAME, about, JSON.stringify(notices.get(NAME)?.example), now, notice.category]);
  const settled = (await settleMessages(db, now, [{ messageId, noticeId, personId, channel: 'mail', notice, about, digestKey: 'race', alone: false }])).get(messageId);
  if (settled?.go === 'drop') throw new Error('nothing is dropped here');
  const hold = settled?.go === 'hold' ? settled : null;
  await db.query(
    `INSERT INTO notification_message (id, notice_id, person_id, channel, state, reason, due_at, digest_id, steps, created_at, moved_at) VALUES ($1, $2, $3, 'mail', $4, $5, $6, $7, '[]', $8, $8)`,
    [messageId, noticeId, personId, hold === null ? 'queued' : 'held', hold?.why ?? null, hold === null ? new Date(now.getTime() + 24 * HOUR) : hold.carries || hold.digestId === null ? hold.until : null, hold?.digestId ?? null, now]);
  return settled;
}

/** The clock on a wall in UTC, so long (ms) from now. */
const wall = (from: number): string => new Date(Date.now() + from).toISOString().slice(11, 16);
const held = (all: readonly (Settled | undefined)[]): readonly Held[] => all.flatMap((one) => (one?.go === 'hold' ? [one] : []));
const give = async ({ personId }: Someone, role: string): Promise<void> => void done(await administrator.send('identity.role.grant', { personId, role }));
const count = <T>(all: readonly T[], is: (one: T) => boolean): number => all.filter(is).length;

describe('a digest', () => {
  it('is one for a thousand who come at once: it holds them all, and they are one mail', async () => {
    const person = await enter(hub, administrator);
    const all = held(await callers(1_000, () => trigger(person, { digestMinutes: 30 })));
    expect([all.length, new Set(all.map(({ digestId }) => digestId)).size, count(all, ({ carries }) => carries)]).toEqual([1_000, 1, 1]);
    expect(new Set(all.map(({ until: end }) => end.toISOString())).size).toBe(1);
    const [gathered] = await hub.database.sql<{ messages: number; due: number }>(
      'SELECT count(*)::int AS messages, count(due_at)::int AS due FROM notification_message WHERE digest_id = $1', [all[0]?.digestId]);
    expect(gathered).toEqual({ messages: 1_000, due: 1 });
    ahead(hub, HOUR);
    await until(async () => count(await messagesOf(hub, person, NAME), ({ state }) => state === 'sent') === 1_000);
    expect(await mailsTo(administrator, person)).toHaveLength(1);
  }, 240_000);

  it('that is closed while others join holds what it held when it was closed; nobody is left out', async () => {
    const person = await enter(hub, administrator);
    const seen = new Map<string, number>();
    const close = (digestId: string): Promise<void> => hub.app.get(UnitOfWork).run(system, [], async ({ db, now }) => {
      await closeDigest(db, digestId, now);
      const [row] = await db.query<{ held: number }[]>('SELECT count(*)::int AS held FROM notification_message WHERE digest_id = $1', [digestId]);
      seen.set(digestId, row?.held ?? 0);
    });
    const all = held(await callers(200, async () => {
      const settled = await trigger(person, { digestMinutes: 30 });
      if (settled?.go === 'hold' && settled.carries && settled.digestId !== null) await close(settled.digestId);
      return settled;
    }));
    const sizes = new Map<string, number>();
    for (const { digestId } of all) sizes.set(digestId ?? '', (sizes.get(digestId ?? '') ?? 0) + 1);
    expect(all).toHaveLength(200);
    expect(Object.fromEntries(seen)).toEqual(Object.fromEntries(sizes));
    expect(sizes.size).toBeGreaterThan(1);
  }, 120_000);

  it('that was rolled back was never opened', async () => {
    const person = await enter(hub, administrator);
    await expect(hub.app.get(UnitOfWork).run(system, [], async (work) => {
      await settleOne(work, person.personId, { digestMinutes: 30 });
      throw new Error('the database went away');
    })).rejects.toThrow('went away');
    expect(await hub.database.sql('SELECT FROM notification_digest WHERE person_id = $1', [person.personId])).toHaveLength(0);
    expect(held([await trigger(person, { digestMinutes: 30 })])).toMatchObject([{ carries: true }]);
  });

  it('is handed on when what opened it is not to be told any more', async () => {
    const person = await enter(hub, administrator);
    done(await person.send('notifications.digest.set', { category: 'account', rhythm: { every: 'hour' } }));
    await give(person, 'integrator');
    await give(person, 'coordinator');
    await until(async () => (await messagesOf(hub, person, NAME)).length === 2);
    const [carrier] = await messagesOf(hub, person, NAME);
    await hub.database.sql(`UPDATE notification_message SET state = 'dropped', reason = 'no_longer_true', due_at = NULL WHERE id = $1`, [carrier?.id]);
    ahead(hub, 2 * HOUR);
    await until(async () => (await messagesOf(hub, person, NAME))[1]?.state === 'sent');
    expect((await messagesOf(hub, person, NAME)).map(({ state }) => state)).toEqual(['dropped', 'sent']);
    expect(await mailsTo(administrator, person)).toHaveLength(1);
  }, 60_000);

  it('leaves out what its person does not want any more', async () => {
    const person = await enter(hub, administrator);
    await trigger(person, { digestMinutes: 30 });
    await trigger(person, { digestMinutes: 30, category: 'integration' });
    await trigger(person, { digestMinutes: 30 });
    done(await person.send('notifications.preference.set', { category: 'integration', channel: 'mail', wanted: false }));
    ahead(hub, HOUR);
    await until(async () => (await messagesOf(hub, person, NAME)).every(({ state }) => state !== 'held'));
    expect((await messagesOf(hub, person, NAME)).map(({ state, reason }) => [state, reason])).toEqual([['sent', null], ['dropped', 'preference'], ['sent', null]]);
    expect(await mailsTo(administrator, person)).toHaveLength(1);
  }, 60_000);

  it('comes once a day, where somebody wants it so, at that wall time in their zone', async () => {
    const person = await enter(hub, administrator, { zone: 'Asia/Karachi' });
    done(await person.send('notifications.digest.set', { rhythm: { every: 'day', at: '08:00' } }));
    expect(done(await person.get<{ settled: unknown }>('/digests')).settled).toEqual([{ category: null, rhythm: { every: 'day', at: '08:00' } }]);
    await give(person, 'integrator');
    await give(person, 'coordinator');
    await until(async () => (await messagesOf(hub, person, NAME)).length === 2);
    const due = (await messagesOf(hub, person, NAME)).flatMap(({ due_at: at }) => (at === null ? [] : [at]));
    expect(due.map((at) => at.toISOString().slice(11))).toEqual(['03:00:00.000Z']);
    ahead(hub, 25 * HOUR);
    await until(async () => (await messagesOf(hub, person, NAME)).every(({ state }) => state === 'sent'));
    expect(await mailsTo(administrator, person)).toHaveLength(1);
    expect(done(await person.send('notifications.digest.clear', {}))).toEqual({ cleared: true });
  }, 60_000);
});

describe('quiet hours', () => {
  it('hold a thousand that come at once, and are over once: one mail tells all of them', async () => {
    const person = await enter(hub, administrator, { zone: 'UTC' });
    done(await person.send('notifications.quiet.set', { spans: [{ days: [1, 2, 3, 4, 5, 6, 7], from: wall(-HOUR), to: wall(HOUR) }] }));
    const all = held(await callers(1_000, () => trigger(person)));
    expect([all.length, new Set(all.map(({ digestId }) => digestId)).size, count(all, ({ carries }) => carries)]).toEqual([1_000, 1, 1]);
    expect(new Set(all.map(({ why }) => why))).toEqual(new Set(['quiet_hours']));
    expect(await mailsTo(administrator, person)).toEqual([]);
    ahead(hub, 3 * HOUR);
    await until(async () => count(await messagesOf(hub, person, NAME), ({ state }) => state === 'sent') === 1_000);
    expect(await mailsTo(administrator, person)).toHaveLength(1);
  }, 240_000);
});

describe('a throttle', () => {
  it('lets twenty of three hundred pass who come at once, and gathers the others in one message', async () => {
    const person = await enter(hub, administrator);
    const all = await callers(300, () => trigger(person));
    expect(count(all, (one) => one?.go === 'now')).toBe(20);
    const waiting = held(all);
    expect([waiting.length, new Set(waiting.map(({ digestId }) => digestId)).size, count(waiting, ({ carries }) => carries), new Set(waiting.map(({ why }) => why))]).toEqual([280, 1, 1, new Set(['throttled'])]);
  }, 120_000);

  it('begins anew when its window has ended, and when its clock ran ahead', async () => {
    const person = await enter(hub, administrator);
    await callers(21, () => trigger(person));
    expect((await trigger(person))?.go).toBe('hold');
    for (const shift of ['-2 hours', '+2 days']) {
      await hub.database.sql(`UPDATE notification_throttle SET ends_at = now() + $2::interval, taken = 20 WHERE person_id = $1`, [person.personId, shift]);
      expect((await trigger(person))?.go).toBe('now');
    }
  });
});
