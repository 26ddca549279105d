import { Temporal } from 'temporal-polyfill';
import type { notifications, Output } from '#contracts';
import { done } from '../council/a-council.js';
import { startHub, type TestHub, type Visitor } from '../support/hub.js';
import { claim, enter, type Someone } from '../support/people.js';
import { until } from '../support/until.js';
import { ahead } from './inbox-of.js';
import { mailsTo, messagesOf } from './outbox-of.js';

const HOUR = 3_600_000;
const everyDay = [1, 2, 3, 4, 5, 6, 7];
type Quiet = Output<typeof notifications.readQuiet>;

let hub: TestHub;
let administrator: Someone;
let institutionId: string;
beforeAll(async () => {
  hub = await startHub();
  administrator = await claim(hub);
  institutionId = done(await administrator.send<{ institutionId: string }>('alliance.institution.register', { name: 'Hospital', countryCode: 'PK', zone: 'Asia/Karachi' })).institutionId;
}, 120_000);
afterEach(() => ahead(hub, 0));
afterAll(() => hub.close());

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
    const person = await enter(hub, administrator);
    done(await administrator.send('identity.affiliation.begin', { personId: person.personId, institutionId }));
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
