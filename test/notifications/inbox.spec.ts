import pg from 'pg';
import { Projections } from '#log';
import { AnnounceWaiting } from '#notifications';
import { startHub, type TestHub } from '../support/hub.js';
import { claim, enter, type Someone } from '../support/people.js';
import { until } from '../support/until.js';

interface Entry {
  readonly entryId: string;
  readonly noticeId: string;
  readonly notice: string;
  readonly title: string;
  readonly direction: string;
  readonly language: string;
  readonly readAt: string | null;
  readonly archivedAt: string | null;
}

interface Arrived {
  readonly type: string;
  readonly position: string;
  readonly data: { readonly entryId: string; readonly unread: number; readonly change?: string; readonly entryIds?: readonly string[] };
}

let hub: TestHub;
let admin: Someone;

beforeAll(async () => {
  hub = await startHub();
  admin = await claim(hub);
});
afterAll(() => hub.close());

/** Gives a role and takes it again, so many times in all: each is a notice. With `from` 1 the role is held already, and is taken first. */
async function tellOf(person: Someone, times: number, from: 0 | 1 = 0): Promise<void> {
  for (let n = from; n < times + from; n += 1) {
    const { status } = await admin.send(n % 2 === 0 ? 'identity.role.grant' : 'identity.role.revoke', { personId: person.personId, role: 'coordinator' });
    expect(status).toBe(200);
  }
  await hub.app.get(Projections).settled();
}

async function inboxOf(person: Someone, search = ''): Promise<readonly Entry[]> {
  return (await person.get<{ data: Entry[] }>(`/inbox${search}`)).body.data;
}

const countOf = async (person: Someone): Promise<{ unread: number; unseen: number }> => (await person.get<{ unread: number; unseen: number }>('/inbox/count')).body;

/** A device that follows the person's own stream. */
async function deviceOf(person: Someone, position?: string): Promise<{ events: Arrived[]; close: () => void; position: () => string }> {
  const socket = await person.socket();
  const events: Arrived[] = [];
  let at = '';
  socket.on('events', (frame: { to: string; events: Arrived[] }) => {
    at = frame.to;
    events.push(...frame.events.filter(({ type }) => type.startsWith('notifications.')));
  });
  const joined = (await socket.timeout(20_000).emitWithAck('stream.subscribe', { stream: `person:${person.personId}`, ...(position === undefined ? {} : { position }) })) as { ok: boolean; data: { position: string } };
  expect(joined.ok).toBe(true);
  at = joined.data.position;
  return { events, close: () => void socket.close(), position: () => at };
}

describe('the inbox', () => {
  it('shows what somebody was told, newest first, in the language that they read in now', async () => {
    const person = await enter(hub, admin);
    await tellOf(person, 2);
    const [newest, oldest] = await inboxOf(person);
    expect([newest?.notice, oldest?.notice]).toEqual(['identity.role_taken', 'identity.role_given']);
    expect(newest?.language).toBe('en');
    await person.send('identity.profile.change', { language: 'ar' });
    const [inArabic] = await inboxOf(person);
    expect(inArabic).toMatchObject({ entryId: newest?.entryId, language: 'ar', direction: 'rtl' });
    expect(inArabic?.title).toMatch(/[\u0600-\u06ff]/);
    expect(inArabic?.title).not.toBe(newest?.title);
  });

  it('comes to devices as it arrives, with how much is unread; one that was cut off reads what it missed', async () => {
    const person = await enter(hub, admin);
    const device = await deviceOf(person);
    await tellOf(person, 1);
    await until(() => device.events.length === 1);
    expect(device.events[0]).toMatchObject({ type: 'notifications.inbox.arrived.v1', data: { unread: 1 } });
    const left = device.position();
    device.close();
    await tellOf(person, 2, 1);
    const [, second] = (await inboxOf(person)).map(({ entryId }) => entryId);
    const back = await deviceOf(person, left);
    await until(() => back.events.length === 2);
    expect(back.events.map(({ data }) => data.unread)).toEqual([2, 3]);
    expect(back.events[0]?.data.entryId).toBe(second);
  });

  it('is read, put away and taken back, and other devices hear of it; nothing is lost by it', async () => {
    const person = await enter(hub, admin);
    await tellOf(person, 3);
    const device = await deviceOf(person);
    const ids = (await inboxOf(person)).map(({ entryId }) => entryId);
    const [first, second] = ids;
    expect((await person.send('notifications.entry.see', { entryIds: ids })).body).toMatchObject({ changed: 3, unread: 3 });
    expect((await person.send('notifications.entry.read', { entryIds: [first, second] })).body).toMatchObject({ changed: 2, unread: 1 });
    expect((await person.send('notifications.entry.read', { entryIds: [first] })).body).toMatchObject({ changed: 0, unread: 1 });
    expect((await person.send('notifications.entry.unread', { entryIds: [first] })).body).toMatchObject({ changed: 1, unread: 2 });
    expect((await person.send('notifications.entry.archive', { entryIds: [first] })).body).toMatchObject({ changed: 1, unread: 1 });
    expect([(await inboxOf(person)).length, (await inboxOf(person, '?show=archived')).length, (await inboxOf(person, '?show=unread')).length]).toEqual([2, 1, 1]);
    expect((await person.send('notifications.entry.restore', { entryIds: [first] })).body).toMatchObject({ changed: 1, unread: 2 });
    expect((await inboxOf(person)).map(({ entryId }) => entryId)).toEqual(ids);
    await until(() => device.events.length === 5);
    expect(device.events.map(({ data }) => [data.change, data.unread])).toEqual([['seen', 3], ['read', 1], ['unread', 2], ['archived', 1], ['restored', 2]]);
  });

  it('is cleared by its owner while something is announced to it, and neither waits for the other', async () => {
    const person = await enter(hub, admin);
    await tellOf(person, 1);
    const [entry] = await inboxOf(person);
    const owner = new pg.Client({ connectionString: hub.database.superuser });
    await owner.connect();
    try {
      await owner.query('BEGIN');
      await owner.query('UPDATE notification_reader SET turns = turns + 1 WHERE person_id = $1', [person.personId]);
      await hub.database.sql('UPDATE notification_entry SET announced = false WHERE id = $1', [entry?.entryId]);
      const announced = hub.app.get(AnnounceWaiting, { strict: false }).announceSome(10);
      await until(async () => (await hub.database.sql(`SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE 'INSERT INTO notification_reader%' AND datname = current_database()`)).length > 0);
      await owner.query('SELECT FROM notification_entry WHERE id = $1 FOR UPDATE NOWAIT', [entry?.entryId]);
      await owner.query('COMMIT');
      expect(await announced).toBe(1);
    } finally {
      await owner.end();
    }
    expect(await hub.database.sql(`SELECT FROM log_event WHERE type = 'notifications.inbox.arrived.v1' AND data ->> 'entryId' = $1`, [entry?.entryId])).toHaveLength(2);
  });

  it('is read as a whole up to an instant: what arrives meanwhile stays unread', async () => {
    const person = await enter(hub, admin);
    await tellOf(person, 2);
    const until = new Date().toISOString();
    await tellOf(person, 1);
    expect((await person.send('notifications.inbox.read_all', { until, category: 'meeting' })).body).toMatchObject({ changed: 0, unread: 3 });
    expect((await person.send('notifications.inbox.read_all', { until })).body).toMatchObject({ changed: 2, unread: 1 });
    expect(await countOf(person)).toMatchObject({ unread: 1, unseen: 1 });
  });

  it('is one’s own: entries of others are not there', async () => {
    const [one, other] = [await enter(hub, admin), await enter(hub, admin)];
    await tellOf(one, 1);
    const [entry] = await inboxOf(one);
    expect(await inboxOf(other)).toEqual([]);
    for (const reader of [other, admin]) {
      expect((await reader.send('notifications.entry.read', { entryIds: [entry?.entryId] })).body).toMatchObject({ changed: 0 });
      expect((await reader.send('notifications.entry.acknowledge', { entryId: entry?.entryId })).status).toBe(404);
    }
    expect((await inboxOf(one))[0]?.readAt).toBeNull();
  });

  it('pages without hole or repetition', async () => {
    const person = await enter(hub, admin);
    await tellOf(person, 5);
    const all = (await inboxOf(person)).map(({ entryId }) => entryId);
    const paged: string[] = [];
    for (let iterator: string | null = ''; iterator !== null;) {
      const { body }: { body: { data: Entry[]; iterator: string | null } } = await person.get(`/inbox?limit=2${iterator === '' ? '' : `&iterator=${iterator}`}`);
      paged.push(...body.data.map(({ entryId }) => entryId));
      iterator = body.iterator;
    }
    expect(paged).toEqual(all);
    expect((await person.get('/inbox?iterator=nonsense')).status).toBe(400);
  });
});

describe('many devices at once', () => {
  it('acknowledge a notice once, and each count of what is unread is right where it stands', async () => {
    const person = await enter(hub, admin);
    await tellOf(person, 6);
    const [first, ...others] = (await inboxOf(person)).map(({ entryId }) => entryId);
    const device = await deviceOf(person);
    const answers = await Promise.all([
      ...Array.from({ length: 12 }, () => person.send<{ acknowledgedAt: string }>('notifications.entry.acknowledge', { entryId: first })),
      ...others.map((entryId) => person.send('notifications.entry.read', { entryIds: [entryId] })),
    ]);
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
    expect(new Set(answers.slice(0, 12).map(({ body }) => (body as { acknowledgedAt: string }).acknowledgedAt)).size).toBe(1);
    await until(() => device.events.length === 6);
    expect(device.events.map(({ data }) => data.unread)).toEqual([5, 4, 3, 2, 1, 0]);
    expect(device.events.filter(({ data }) => data.change === 'acknowledged')).toHaveLength(1);
    const [{ many }] = (await hub.database.sql<{ many: number }>(`SELECT count(*)::int AS many FROM log_event WHERE type = 'notifications.notice.acknowledged.v1' AND data ->> 'personId' = $1`, [person.personId])) as [{ many: number }];
    expect(many).toBe(1);
  });
});
