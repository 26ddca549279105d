import { ChannelFault } from '#notifications';
import { aMeeting, done, foundCouncil, settled, type Council } from '../council/a-council.js';
import { until } from '../support/until.js';
import { outsideOf, seatCrowd, type Outside } from './a-crowd.js';
import { ahead } from './inbox-of.js';

/** More than one transaction announces, and more than one batch sends. */
const CROWD = 600;
const START = { start: '2027-03-01T09:30', zone: 'UTC' };

let of: Council;
let outside: Outside;

beforeAll(async () => {
  of = await foundCouncil(['1']);
  outside = outsideOf(of.hub);
}, 120_000);
afterEach(() => ahead(of.hub, 0));
afterAll(() => of.hub.close());

interface Row {
  readonly state: string;
  readonly reason: string | null;
  readonly attempts: number;
}

/** The notice of a convocation. */
async function noticeOf(meetingId: string): Promise<string> {
  const [row] = await of.hub.database.sql<{ id: string }>(`SELECT id FROM notification_notice WHERE name = 'council.convocation' AND about = $1`, [`meeting:${meetingId}`]);
  return row?.id ?? '';
}

const mailTo = async (meetingId: string, personId: string): Promise<Row | undefined> => (await of.hub.database.sql<Row>(
  `SELECT m.state, m.reason, m.attempts FROM notification_message m WHERE m.notice_id = $1 AND m.person_id = $2 AND m.channel = 'mail'`, [await noticeOf(meetingId), personId]))[0];

/** Waits until nothing of a notice is on its way any more; what waits for a later try is not. */
async function quiet(meetingId: string): Promise<void> {
  await settled(of.hub);
  const noticeId = await noticeOf(meetingId);
  await until(async () => {
    const [row] = await of.hub.database.sql<{ busy: number }>(
      `SELECT (SELECT count(*) FROM notification_message WHERE notice_id = $1 AND (lease IS NOT NULL OR (due_at IS NOT NULL AND attempts = 0)))::int
         + (SELECT count(*) FROM notification_entry WHERE notice_id = $1 AND NOT announced)::int + (SELECT (state = 'waiting')::int FROM notification_notice WHERE id = $1) AS busy`, [noticeId]);
    return row?.busy === 0;
  });
}

interface Explained {
  readonly concerned: boolean;
  readonly channels: readonly { readonly channel: string; readonly state: string; readonly steps: readonly { readonly step: string; readonly why: string | null; readonly until: string | null }[] }[];
}

describe('one convocation of very many people', () => {
  it('stands once in each inbox, is announced once to each, and goes out once to each', async () => {
    const people = await seatCrowd(of, CROWD);
    const meetingId = await aMeeting(of, 'convened', START);
    await quiet(meetingId);
    const noticeId = await noticeOf(meetingId);
    const [{ entries, readers, announced }] = (await of.hub.database.sql<{ entries: number; readers: number; announced: number }>(
      `SELECT count(*)::int AS entries, count(DISTINCT person_id)::int AS readers,
         (SELECT count(*)::int FROM log_event WHERE type = 'notifications.inbox.arrived.v1' AND data ->> 'noticeId' = $1) AS announced FROM notification_entry WHERE notice_id = $1::uuid`, [noticeId])) as [{ entries: number; readers: number; announced: number }];
    expect([entries, readers, announced]).toEqual([CROWD + 5, CROWD + 5, CROWD + 5]);
    const mails = outside.sent.filter(({ about }) => about === `meeting:${meetingId}`);
    expect(mails).toHaveLength(CROWD + 5);
    expect(new Set(mails.map(({ messageId }) => messageId)).size).toBe(CROWD + 5);
    expect(people.every((person) => mails.some(({ personId }) => personId === person))).toBe(true);
    const { body } = await of.administrator.get<{ people: number; announced: number; channels: { channel: string; state: string; messages: number }[] }>(`/notices/${noticeId}/receipts`);
    expect(body).toMatchObject({ people: CROWD + 5, announced: CROWD + 5 });
    expect(body.channels.find(({ channel }) => channel === 'mail')).toEqual({ channel: 'mail', state: 'sent', messages: CROWD + 5 });
  });
});

describe('while the database fails for a moment, what was sent', () => {
  beforeAll(() => of.hub.database.sql(`
    CREATE SEQUENCE test_writes;
    CREATE FUNCTION test_cut() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
      BEGIN IF EXISTS (SELECT FROM moved WHERE state = 'sent') AND nextval('public.test_writes') IN (1, 3) THEN RAISE EXCEPTION 'terminating connection due to administrator command' USING ERRCODE = '57P01'; END IF; RETURN NULL; END $$;
    CREATE TRIGGER test_cut AFTER UPDATE ON notification_message REFERENCING NEW TABLE AS moved FOR EACH STATEMENT EXECUTE FUNCTION test_cut()`));
  afterAll(() => of.hub.database.sql('DROP TRIGGER test_cut ON notification_message; DROP FUNCTION test_cut; DROP SEQUENCE test_writes'));

  it('is written down when it is back, and not sent again', async () => {
    outside.sent.splice(0);
    const meetingId = await aMeeting(of, 'convened', START);
    await quiet(meetingId);
    const noticeId = await noticeOf(meetingId);
    const states = await of.hub.database.sql<{ state: string; attempts: number; many: number }>(`SELECT state, attempts, count(*)::int AS many FROM notification_message WHERE notice_id = $1 AND channel = 'mail' GROUP BY 1, 2`, [noticeId]);
    const mails = outside.sent.filter(({ about }) => about === `meeting:${meetingId}`);
    const [{ writes }] = (await of.hub.database.sql<{ writes: number }>('SELECT last_value::int AS writes FROM test_writes')) as [{ writes: number }];
    expect(writes).toBeGreaterThan(3);
    expect([states, new Set(mails.map(({ messageId }) => messageId)).size]).toEqual([[{ state: 'sent', attempts: 1, many: mails.length }], mails.length]);
  });
});

describe('what does not go out at once', () => {
  it('is tried again under the same id when the channel fails, and bounces when it refuses for good', async () => {
    const tries: string[] = [];
    outside.answer = async ({ personId, messageId }) => {
      if (personId === of.chair.personId && tries.push(messageId) === 1) throw new ChannelFault('the server is busy', false);
      if (personId === of.secretary.personId) throw new ChannelFault('no such box', true);
      return { state: 'delivered', reference: 'abc' };
    };
    const meetingId = await aMeeting(of, 'convened', START);
    await quiet(meetingId);
    expect(await mailTo(meetingId, of.chair.personId)).toMatchObject({ state: 'queued', attempts: 1 });
    expect(await mailTo(meetingId, of.secretary.personId)).toMatchObject({ state: 'bounced', attempts: 1 });
    expect(await mailTo(meetingId, of.interpreter.personId)).toMatchObject({ state: 'delivered', attempts: 1 });
    ahead(of.hub, 60_000);
    await until(async () => (await mailTo(meetingId, of.chair.personId))?.state === 'delivered');
    expect(new Set(tries).size).toBe(1);
    expect(tries).toHaveLength(2);

    const { body } = await of.chair.get<Explained>(`/notices/${await noticeOf(meetingId)}/why`);
    expect(body.channels.map(({ channel }) => channel).slice(0, 2)).toEqual(['inbox', 'mail']);
    expect(body.channels[1]?.steps.map(({ step, why }) => [step, why])).toEqual([['queued', null], ['queued', 'the server is busy'], ['delivered', null]]);
    expect(body.channels[1]?.steps[1]?.until).not.toBeNull();
  });

  it('is not sent to those who may not know of it any more, who were shut out, or when it is not so any more', async () => {
    const [lost, shutOut] = await seatCrowd(of, 2);
    outside.answer = async () => {
      throw new ChannelFault('the server is away', false);
    };
    const [meetingId, cancelled] = [await aMeeting(of, 'convened', START), await aMeeting(of, 'convened', START)];
    await quiet(meetingId);
    await quiet(cancelled);
    outside.answer = async () => ({ state: 'sent', reference: null });
    await of.hub.database.sql(`UPDATE council_seat SET state = 'vacated' WHERE delegate_id = $1`, [lost]);
    done(await of.administrator.send('identity.person.suspend', { personId: shutOut }));
    done(await of.chair.send('council.meeting.cancel', { meetingId: cancelled, reason: 'The host has no room' }));
    await settled(of.hub);
    ahead(of.hub, 60_000);
    for (const [person, reason] of [[lost, 'no_right'], [shutOut, 'not_active']] as const) {
      await until(async () => (await mailTo(meetingId, person ?? ''))?.state === 'dropped');
      expect(await mailTo(meetingId, person ?? '')).toMatchObject({ reason });
    }
    await until(async () => (await mailTo(cancelled, of.chair.personId))?.state === 'dropped');
    expect(await mailTo(cancelled, of.chair.personId)).toMatchObject({ reason: 'no_longer_true' });
    await until(async () => (await mailTo(meetingId, of.chair.personId))?.state === 'sent');
  });
});

describe('why something came or did not', () => {
  it('is told to the person and to administrators, and to nobody else', async () => {
    const meetingId = await aMeeting(of, 'convened', START);
    await quiet(meetingId);
    const path = `/notices/${await noticeOf(meetingId)}/why`;
    expect((await of.chair.get<Explained>(path)).body).toMatchObject({ concerned: true });
    expect((await of.administrator.get<Explained>(`${path}?personId=${of.stranger.personId}`)).body).toMatchObject({ concerned: false, channels: [] });
    expect((await of.administrator.get<Explained>(`${path}?personId=${of.chair.personId}`)).body).toMatchObject({ concerned: true });
    expect((await of.stranger.get(path)).status).toBe(404);
    expect((await of.chair.get(`${path}?personId=${of.secretary.personId}`)).status).toBe(404);
    const own = await of.chair.get<{ data: { personId: string; noticeId: string }[] }>('/messages?limit=250');
    expect(own.body.data.every(({ personId }) => personId === of.chair.personId)).toBe(true);
    expect(own.body.data.length).toBeGreaterThan(0);
    expect((await of.chair.get(`/messages?personId=${of.secretary.personId}`)).status).toBe(404);
    expect((await of.chair.get(`/notices/${await noticeOf(meetingId)}/receipts`)).status).toBe(403);
  });

  it('says what was seen and acknowledged in the inbox, on every channel', async () => {
    const meetingId = await aMeeting(of, 'convened', START);
    await quiet(meetingId);
    const [entry] = (await of.chair.get<{ data: { entryId: string; about: string }[] }>('/inbox')).body.data.filter(({ about }) => about === `meeting:${meetingId}`);
    done(await of.chair.send('notifications.entry.read', { entryIds: [entry?.entryId] }));
    expect(await mailTo(meetingId, of.chair.personId)).toMatchObject({ state: 'seen' });
    done(await of.chair.send('notifications.entry.acknowledge', { entryId: entry?.entryId }));
    expect(await mailTo(meetingId, of.chair.personId)).toMatchObject({ state: 'acknowledged' });
    const { body } = await of.administrator.get(`/notices/${await noticeOf(meetingId)}/receipts`);
    expect(body).toMatchObject({ read: 1, acknowledged: 1 });
  });
});

describe('a convocation of more people than one transaction tells', () => {
  it('reaches each of them once, and holds nothing else up; so do those who come to it later', async () => {
    await seatCrowd(of, CROWD);
    const meetingId = await aMeeting(of, 'convened', START);
    await settled(of.hub);
    const noticeId = await noticeOf(meetingId);
    const told = async (): Promise<readonly [state: string, people: number]> => {
      const [row] = await of.hub.database.sql<{ state: string; people: number }>(`SELECT n.state, (SELECT count(*)::int FROM identity_person p WHERE p.id = ANY (n.people) AND p.state = 'active') AS people FROM notification_notice n WHERE n.id = $1`, [noticeId]);
      return [row?.state ?? '', row?.people ?? 0];
    };
    const [state, people] = await told();
    expect(people).toBeGreaterThan(2 * CROWD);
    // What comes after it in the feed was told before all of them were.
    expect(state).toBe('waiting');
    await quiet(meetingId);
    expect(await told()).toEqual(['told', people]);
    const [count] = await of.hub.database.sql<Record<'entries' | 'mails' | 'announced', number>>(
      `SELECT (SELECT count(DISTINCT person_id)::int FROM notification_entry WHERE notice_id = $1::text::uuid) AS entries, (SELECT count(*)::int FROM notification_message WHERE notice_id = $1::text::uuid AND channel = 'mail') AS mails,
         (SELECT count(*)::int FROM log_event WHERE type = 'notifications.inbox.arrived.v1' AND data ->> 'noticeId' = $1::text) AS announced`, [noticeId]);
    expect(count).toEqual({ entries: people, mails: people, announced: people });
    expect(outside.sent.filter(({ about }) => about === `meeting:${meetingId}`)).toHaveLength(people);

    await seatCrowd(of, 1_001);
    done(await of.chair.send('council.meeting.change', { meetingId, access: 'alliance' }));
    await settled(of.hub);
    expect(await told()).toEqual(['waiting', people + 1_001]);
    await quiet(meetingId);
    expect((await told())[0]).toBe('told');
    expect(outside.sent.filter(({ about }) => about === `meeting:${meetingId}`)).toHaveLength(people + 1_001);
  });
});
