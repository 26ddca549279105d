import { Temporal } from 'temporal-polyfill';
import { notifications, type Output } from '#contracts';
import { done } from '../council/a-council.js';
import { startHub, type Answer, type TestHub, type Visitor } from '../support/hub.js';
import { claim, enter, type Someone } from '../support/people.js';
import { until } from '../support/until.js';
import { ahead, toldSoon } from './inbox-of.js';
import { mailsTo, messagesOf, textsTo } from './outbox-of.js';

type Preferences = Output<typeof notifications.readPreferences>;
type Quiet = Output<typeof notifications.readQuiet>;

const HOUR = 3_600_000;
const everyDay = [1, 2, 3, 4, 5, 6, 7];

let hub: TestHub;
let administrator: Someone;
let institutionId: string;
beforeAll(async () => {
  hub = await startHub();
  administrator = await claim(hub);
  institutionId = done(await administrator.send<{ institutionId: string }>('alliance.institution.register', { name: 'Hospital', countryCode: 'CN', zone: 'Asia/Shanghai' })).institutionId;
}, 120_000);
afterEach(() => ahead(hub, 0));
afterAll(() => hub.close());

async function affiliate(input: Readonly<Record<string, unknown>> = {}): Promise<Someone> {
  const person = await enter(hub, administrator, input);
  done(await administrator.send('identity.affiliation.begin', { personId: person.personId, institutionId }));
  return person;
}

async function coordinator(): Promise<Someone> {
  const person = await affiliate();
  await give(person, 'coordinator');
  return person;
}

async function preferences(person: Visitor, search = ''): Promise<Preferences> {
  return done(await person.get<Preferences>(`/preferences${search}`));
}

/** What counts for one kind of notice by mail, and who says so. */
async function byMail(person: Visitor, name: string, search = ''): Promise<string> {
  const found = (await preferences(person, search)).notices.find(({ notice }) => notice === name)?.channels.find(({ channel }) => channel === 'mail');
  return `${found?.wanted === true ? 'wanted' : 'not wanted'}, by the ${found?.from ?? '?'}`;
}

const pointerOf = ({ body }: Answer): unknown => JSON.stringify(body).match(/"pointer":"([^"]*)"/)?.[1];

describe('what somebody has settled', () => {
  it('counts before what the institution has settled, and that before the hub; taken back, it counts no more', async () => {
    const [person, lead] = [await affiliate(), await coordinator()];
    const meeting = 'meeting:0198a2b4-7c1e-7d3a-9f00-000000000001';
    expect(await byMail(person, 'council.minutes_ready')).toBe('wanted, by the hub');
    done(await lead.send('notifications.institution_preference.set', { institutionId, category: 'minutes', channel: 'mail', wanted: false }));
    expect(await byMail(person, 'council.minutes_ready')).toBe('not wanted, by the institution');
    done(await person.send('notifications.preference.set', { channel: 'mail', wanted: true }));
    expect(await byMail(person, 'council.minutes_ready')).toBe('wanted, by the person');
    done(await person.send('notifications.preference.set', { about: meeting, wanted: false }));
    expect([await byMail(person, 'council.minutes_ready'), await byMail(person, 'council.minutes_ready', `?about=${meeting}`)]).toEqual(['wanted, by the person', 'not wanted, by the person']);

    expect(done(await person.send('notifications.preference.clear', { channel: 'mail' }))).toEqual({ cleared: true });
    expect(done(await person.send('notifications.preference.clear', { channel: 'mail' }))).toEqual({ cleared: false });
    expect(await byMail(person, 'council.minutes_ready')).toBe('not wanted, by the institution');
    expect((await preferences(person)).settled).toEqual([{ category: null, channel: null, about: meeting, wanted: false }]);
    expect(done(await lead.send('notifications.institution_preference.clear', { institutionId, category: 'minutes', channel: 'mail' }))).toEqual({ cleared: true });
    expect(await byMail(person, 'council.minutes_ready')).toBe('wanted, by the hub');
  });

  it('is one thing for one scope, however many devices say it at once', async () => {
    const person = await enter(hub, administrator);
    await Promise.all(Array.from({ length: 40 }, (_, at) => person.send('notifications.preference.set', { category: 'poll', wanted: at % 2 === 0 })));
    expect((await preferences(person)).settled).toHaveLength(1);
  });

  it.each([
    ['notifications.preference.set', { category: 'weather', wanted: true }, '/category'],
    ['notifications.preference.set', { channel: 'inbox', wanted: false }, '/channel'],
    ['notifications.preference.set', { about: 'person:1', wanted: false }, '/about'],
    ['notifications.preference.set', { wanted: false }, '/category'],
    ['notifications.zone.say', { zone: 'Mars/Phobos' }, '/zone'],
    ['notifications.zone.say', { zone: '+05:00' }, '/zone'],
    ['notifications.digest.set', { rhythm: { every: 'day', at: '24:00' } }, '/rhythm/at'],
  ])('%s %j is refused, with the field named, and changes nothing', async (command, input, pointer) => {
    const person = await enter(hub, administrator);
    const answer = await person.send(command, input);
    expect([answer.status, pointerOf(answer)]).toEqual([400, pointer]);
    expect(await preferences(person)).toMatchObject({ settled: [], zone: { zone: 'UTC', from: 'hub' } });
  });

  it('is nobody else’s matter: neither doors nor rows show it', async () => {
    const [person, other] = [await affiliate(), await affiliate()];
    done(await person.send('notifications.preference.set', { category: 'alert', wanted: false }));
    const actor = { actor: `person:${other.personId}`, personId: other.personId, institutionIds: [institutionId], roles: [], scopes: null, credential: null };
    expect(await hub.database.asApp(actor, [], `SELECT FROM notification_preference WHERE owner = 'person'`)).toHaveLength(0);
    expect((await other.send('notifications.institution_preference.set', { institutionId, category: 'alert', wanted: false })).status).toBe(403);
    await expect(hub.database.asApp(actor, [], `INSERT INTO notification_preference VALUES ('institution', $1, 'alert', NULL, NULL, false, now())`, [institutionId])).rejects.toThrow(/row-level security/);
  });
});

describe('the zone that somebody lives by', () => {
  it('is that of the device, of the profile, of the institution, or else UTC', async () => {
    const person = await affiliate();
    await until(async () => (await preferences(person)).zone.from === 'institution');
    const seen = [(await preferences(await enter(hub, administrator))).zone, (await preferences(person)).zone];
    done(await person.send('identity.profile.change', { zone: 'Asia/Karachi' }));
    seen.push((await preferences(person)).zone);
    done(await person.send('notifications.zone.say', { zone: 'America/Sao_Paulo' }));
    seen.push((await preferences(person)).zone);
    done(await person.send('notifications.zone.say', { zone: null }));
    seen.push((await preferences(person)).zone);
    expect(seen.map(({ zone, from }) => `${zone} of the ${from}`)).toEqual([
      'UTC of the hub', 'Asia/Shanghai of the institution', 'Asia/Karachi of the person', 'America/Sao_Paulo of the device', 'Asia/Karachi of the person']);
  });
});

describe('what is sent', () => {
  it('tells instants in the zone that its reader lives by: in the inbox, in a preview, and in mails that are real or a test', async () => {
    const person = await enter(hub, administrator);
    done(await person.send('notifications.zone.say', { zone: 'Asia/Kathmandu' }));
    done(await person.send('identity.key.create', { name: 'Script', scopes: ['identity:read'] }));
    done(await person.send('notifications.mail.test', { notice: 'identity.key_created' }));
    const [entry] = await toldSoon(person, 'identity.key_created');
    const preview = done(await person.get<Output<typeof notifications.previewTemplate>>('/notice-kinds/identity.key_created/preview'));
    await until(async () => (await mailsTo(administrator, person)).length === 2);
    const mails = await textsTo(administrator, person);
    expect([entry?.text, preview.text, preview.mail.text, ...mails]).toEqual(Array.from({ length: 5 }, () => expect.stringContaining('GMT+5:45')));
  });

  it('is not what somebody does not want; in the inbox it stands', async () => {
    const person = await enter(hub, administrator);
    done(await person.send('notifications.preference.set', { category: 'account', channel: 'mail', wanted: false }));
    await give(person, 'integrator');
    await toldSoon(person, 'identity.role_given');
    await until(async () => (await messagesOf(hub, person, 'identity.role_given')).length > 0);
    expect(await messagesOf(hub, person, 'identity.role_given')).toMatchObject([{ state: 'dropped', reason: 'preference' }]);
    expect(await mailsTo(administrator, person)).toEqual([]);
  });

  it('is what is critical, whatever they settled; that it passed is in the audit trail once', async () => {
    const person = await enter(hub, administrator);
    done(await person.send('notifications.preference.set', { category: 'account', wanted: false }));
    done(await person.send('notifications.quiet.pause', { until: new Date(Date.now() + 3_600_000).toISOString() }));
    done(await person.send('identity.key.create', { name: 'Script', scopes: ['identity:read'] }));
    await until(async () => (await messagesOf(hub, person, 'identity.key_created')).some(({ state }) => state === 'sent'));
    expect(await mailsTo(administrator, person)).toHaveLength(1);
    const ids = [...await messagesOf(hub, person, 'identity.key_created'), ...await messagesOf(hub, person, 'identity.key_created', 'push')].map(({ id }) => id);
    const audited = await hub.database.sql<{ actor: string }>('SELECT actor, object_id FROM identity_audit WHERE action = $1 AND object_id = ANY ($2)', [notifications.preferencePassed, ids]);
    expect(audited).toMatchObject([{ actor: 'system:notifications' }]);
  });
});

/** Quiet hours by the wall of a zone that began an hour ago and last for two more. */
function around(zone: string): { days: number[]; from: string; to: string } {
  const at = (hours: number): string => Temporal.Now.zonedDateTimeISO(zone).add({ hours }).toPlainTime().toString({ smallestUnit: 'minute', roundingMode: 'floor' });
  return { days: everyDay, from: at(-1), to: at(2) };
}

const quietOf = async (person: Visitor): Promise<Quiet> => done(await person.get<Quiet>('/quiet'));
const give = async ({ personId }: Someone, role: string): Promise<void> => void done(await administrator.send('identity.role.grant', { personId, role }));
const statesOf = async (person: Someone, notice = 'identity.role_given'): Promise<readonly string[]> => (await messagesOf(hub, person, notice)).map(({ state, reason }) => `${state} ${reason ?? ''}`.trim());

describe('quiet hours', () => {
  it('hold what comes within them, in the zone of the person, and tell it once when they are over', async () => {
    const person = await enter(hub, administrator, { zone: 'America/New_York' });
    done(await person.send('notifications.quiet.set', { spans: [around('America/New_York')] }));
    await give(person, 'coordinator');
    await give(person, 'integrator');
    await until(async () => (await statesOf(person)).length === 2);
    expect(await statesOf(person)).toEqual(['held quiet_hours', 'held quiet_hours']);
    const { quietUntil } = await quietOf(person);
    expect((await messagesOf(hub, person, 'identity.role_given')).map(({ due_at: due }) => due?.toISOString() ?? null)).toEqual([quietUntil, null]);
    expect(await mailsTo(administrator, person)).toEqual([]);

    ahead(hub, 3 * HOUR);
    await until(async () => (await statesOf(person)).every((state) => state === 'sent'));
    expect(await mailsTo(administrator, person)).toHaveLength(1);
  });

  it('are those of the institution until the person has settled their own', async () => {
    const person = await affiliate();
    const spans = [{ days: everyDay, from: '21:00', to: '06:00' }];
    done(await administrator.send('notifications.institution_quiet.set', { institutionId, spans }));
    expect(await quietOf(person)).toMatchObject({ spans, from: 'institution' });
    done(await person.send('notifications.quiet.set', { spans: [] }));
    expect(await quietOf(person)).toMatchObject({ spans: [], from: 'person', quietUntil: null });
    done(await person.send('notifications.quiet.clear', {}));
    expect(await quietOf(person)).toMatchObject({ spans, from: 'institution' });
    done(await administrator.send('notifications.institution_quiet.set', { institutionId, spans: [] }));
    expect(await quietOf(person)).toMatchObject({ spans: [], from: 'hub' });
  });

  it.each([
    ['a time that no clock shows', [{ days: [1], from: '25:00', to: '07:00' }]], ['a day that no week has', [{ days: [8], from: '22:00', to: '07:00' }]],
    ['no day', [{ days: [], from: '22:00', to: '07:00' }]], ['the whole week', [{ days: everyDay, from: '00:00', to: '00:00' }]],
  ])('are refused with the field named: %s', async (_, spans) => {
    const person = await enter(hub, administrator);
    const { status, body } = await person.send('notifications.quiet.set', { spans });
    expect([status, JSON.stringify(body)]).toEqual([400, expect.stringContaining('/spans')]);
    expect(await quietOf(person)).toMatchObject({ spans: [], from: 'hub' });
  });
});

describe('a pause', () => {
  it('holds everything until it is over; ended before, it is over', async () => {
    const person = await enter(hub, administrator);
    const end = new Date(Date.now() + 24 * HOUR).toISOString();
    done(await person.send('notifications.quiet.pause', { until: end }));
    expect(await quietOf(person)).toMatchObject({ pausedUntil: end, quietUntil: end });
    await give(person, 'integrator');
    await until(async () => (await statesOf(person)).length === 1);
    expect(await statesOf(person)).toEqual(['held quiet_hours']);
    done(await person.send('notifications.quiet.resume', {}));
    expect(await quietOf(person)).toMatchObject({ pausedUntil: null, quietUntil: null });
    await give(person, 'coordinator');
    ahead(hub, 25 * HOUR);
    await until(async () => (await statesOf(person)).every((state) => state === 'sent'));
  });

  it('that is put off holds on what it held', async () => {
    const person = await enter(hub, administrator);
    done(await person.send('notifications.quiet.pause', { until: new Date(Date.now() + HOUR).toISOString() }));
    await give(person, 'integrator');
    await until(async () => (await statesOf(person)).length === 1);
    const later = new Date(Date.now() + 5 * HOUR).toISOString();
    done(await person.send('notifications.quiet.pause', { until: later }));
    ahead(hub, 2 * HOUR);
    await until(async () => (await messagesOf(hub, person, 'identity.role_given'))[0]?.due_at?.toISOString() === later);
    expect(await mailsTo(administrator, person)).toEqual([]);
    ahead(hub, 6 * HOUR);
    await until(async () => (await statesOf(person)).every((state) => state === 'sent'));
    expect(await mailsTo(administrator, person)).toHaveLength(1);
  });

  it('tells nothing of what is not wanted any more when it is over', async () => {
    const person = await enter(hub, administrator);
    done(await person.send('notifications.quiet.pause', { until: new Date(Date.now() + HOUR).toISOString() }));
    await give(person, 'integrator');
    await until(async () => (await statesOf(person)).length === 1);
    done(await person.send('notifications.preference.set', { category: 'account', wanted: false }));
    ahead(hub, 2 * HOUR);
    await until(async () => (await statesOf(person))[0] === 'dropped preference');
    expect(await mailsTo(administrator, person)).toEqual([]);
  });

  it.each([['in the past', -HOUR], ['in a year', 365 * 24 * HOUR]])('is refused when it ends %s', async (_, from) => {
    const person = await enter(hub, administrator);
    const { status, body } = await person.send('notifications.quiet.pause', { until: new Date(Date.now() + from).toISOString() });
    expect([status, JSON.stringify(body)]).toEqual([400, expect.stringContaining('/until')]);
  });
});
