import { done, settled } from '../council/a-council.js';
import { startHub, type TestHub } from '../support/hub.js';
import { claim, enter, PASSWORD, signIn, type Someone } from '../support/people.js';
import { ahead, inboxOf, toldOf, toldSoon, waitingFor } from './inbox-of.js';

const DAY = 86_400_000;
let hub: TestHub;
let administrator: Someone;
let person: Someone;
let other: Someone;
beforeAll(async () => {
  hub = await startHub({ HUB_RATE_PER_SECOND: '10000', HUB_RATE_BURST: '100000' });
  administrator = await claim(hub);
  [person, other] = [await enter(hub, administrator), await enter(hub, administrator)];
}, 120_000);
afterEach(() => ahead(hub, 0));
afterAll(() => hub.close());

/** Signs somebody in from a device that says this of itself. */
async function signInFrom(someone: Someone, userAgent: string): Promise<void> {
  const { status } = await hub.anybody.with({ 'user-agent': userAgent }).post('/sessions', { email: someone.email, password: PASSWORD, as: 'token' });
  expect(status).toBe(201);
}
const FIREFOX = (version: number): string => `Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:${version}.0) Gecko/20100101 Firefox/${version}.0`;

describe('a sign-in', () => {
  it('from another kind of device is told once, critically, whatever its version; from one that is known it is not', async () => {
    await signIn(hub, person.email);
    await signInFrom(person, FIREFOX(145));
    await signInFrom(person, FIREFOX(146));
    await settled(hub);
    expect(await toldOf(person, 'identity.new_device')).toMatchObject([{ critical: true, category: 'account', facts: { device: 'Firefox, Windows' } }]);
    expect(await toldOf(other, 'identity.new_device')).toEqual([]);
    expect(await toldOf(administrator, 'identity.new_device')).toEqual([]);
  });
});

describe('a password', () => {
  it('that is changed is told to its owner alone, without the password', async () => {
    const somebody = await enter(hub, administrator);
    const { status } = await somebody.post('/password', { currentPassword: PASSWORD, newPassword: 'nine slow camels at noon' });
    expect(status).toBe(200);
    await settled(hub);
    expect(await toldOf(somebody, 'identity.password_changed')).toMatchObject([{ critical: true }]);
    expect(JSON.stringify(await inboxOf(somebody))).not.toContain('camels');
    expect(await toldOf(administrator, 'identity.password_changed')).toEqual([]);
  });
});

describe('what a person may do', () => {
  it('is told when a role is given or taken, and not what they were invited with', async () => {
    const somebody = await enter(hub, administrator, { roles: ['coordinator'] });
    done(await administrator.send('identity.role.grant', { personId: somebody.personId, role: 'integrator' }));
    done(await administrator.send('identity.role.grant', { personId: somebody.personId, role: 'integrator' }));
    done(await administrator.send('identity.role.revoke', { personId: somebody.personId, role: 'coordinator' }));
    await settled(hub);
    expect(await toldOf(somebody, 'identity.role_given')).toMatchObject([{ facts: { role: 'integrator' }, title: 'You have a new role: integrator' }]);
    expect(await toldOf(somebody, 'identity.role_taken')).toMatchObject([{ facts: { role: 'coordinator' } }]);
    expect(await toldOf(administrator, 'identity.role_given')).toEqual([]);
  });

  it('is told when they come to an institution, or leave it, and not the one they were invited with', async () => {
    const institutions = await Promise.all(['Aga Khan', 'Gwadar General'].map(async (name) =>
      done(await administrator.send<{ institutionId: string }>('alliance.institution.register', { name, countryCode: 'PK', zone: 'Asia/Karachi' })).institutionId));
    const somebody = await enter(hub, administrator, { institutionId: institutions[0] });
    done(await administrator.send('identity.affiliation.begin', { personId: somebody.personId, institutionId: institutions[1] }));
    done(await administrator.send('identity.affiliation.end', { personId: somebody.personId, institutionId: institutions[0] }));
    await settled(hub);
    expect(await toldOf(somebody, 'alliance.affiliation_begun')).toMatchObject([{ facts: { institution: 'Gwadar General' } }]);
    expect(await toldOf(somebody, 'alliance.affiliation_ended')).toMatchObject([{ facts: { institution: 'Aga Khan' } }]);
  });
});

describe('a suspension', () => {
  it('is told to nobody; being let in again is', async () => {
    const somebody = await enter(hub, administrator);
    done(await administrator.send('identity.person.suspend', { personId: somebody.personId }));
    await settled(hub);
    const kept = await hub.database.sql('SELECT 1 FROM notification_entry WHERE person_id = $1', [somebody.personId]);
    expect(kept).toEqual([]);
    done(await administrator.send('identity.person.restore', { personId: somebody.personId }));
    await settled(hub);
    const again = await signIn(hub, somebody.email);
    done(await again.send('identity.profile.change', { language: 'ru' }));
    await settled(hub);
    expect(await toldOf(again, 'identity.account_restored')).toMatchObject([{ title: 'Ваша учётная запись снова открыта', language: 'ru' }]);
  });
});

describe('a key', () => {
  type Key = { keyId: string; key: string; expiresAt: string };
  const keyFor = async (owner: Someone, name: string, days: number): Promise<Key> => done(await owner.send<Key>('identity.key.create', { name, scopes: ['streams:read'], days }));
  const waiting = async (owner: Someone): Promise<readonly string[]> => (await Promise.all(['identity.key_expiring', 'identity.key_run_out'].map((notice) => waitingFor(hub, notice, `person:${owner.personId}`)))).flat();
  const before = ({ expiresAt }: Key, days: number): string => new Date(Date.parse(expiresAt) - days * DAY).toISOString();

  it('is told of when it is made, critically and without its secret, and its end 14, 3 and 0 days ahead', async () => {
    const owner = await enter(hub, administrator);
    const key = await keyFor(owner, 'hospital system', 20);
    await settled(hub);
    expect(await toldOf(owner, 'identity.key_created')).toMatchObject([{ critical: true, facts: { key: 'hospital system', expiresAt: key.expiresAt } }]);
    expect(JSON.stringify(await inboxOf(owner))).not.toContain(key.key);
    expect(await waiting(owner)).toEqual([before(key, 14), before(key, 3), key.expiresAt]);

    ahead(hub, 6 * DAY + 60_000);
    expect(await toldSoon(owner, 'identity.key_expiring')).toMatchObject([{ critical: false, facts: { key: 'hospital system' } }]);
    ahead(hub, 20 * DAY + 60_000);
    await toldSoon(owner, 'identity.key_run_out');
    expect(await toldOf(other, 'identity.key_run_out')).toEqual([]);
  });

  it('that is revoked runs out for nobody', async () => {
    const owner = await enter(hub, administrator);
    const [gone, stays] = [await keyFor(owner, 'gone', 20), await keyFor(owner, 'stays', 2)];
    done(await owner.send('identity.key.revoke', { keyId: gone.keyId }));
    await settled(hub);
    expect(await waiting(owner)).toEqual([stays.expiresAt]);
    ahead(hub, 21 * DAY);
    expect(await toldSoon(owner, 'identity.key_run_out')).toMatchObject([{ facts: { key: 'stays' } }]);
    expect(await toldOf(owner, 'identity.key_expiring')).toEqual([]);
  });
});

describe('a notice that could not be written down', () => {
  beforeAll(() => hub.database.sql(`
    CREATE FUNCTION test_no() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF NEW.name = 'identity.key_expiring' THEN RAISE EXCEPTION 'no'; END IF; RETURN NEW; END $$;
    CREATE TRIGGER test_no BEFORE INSERT ON notification_notice FOR EACH ROW EXECUTE FUNCTION test_no()`));
  afterAll(() => hub.database.sql('DROP TRIGGER test_no ON notification_notice; DROP FUNCTION test_no'));

  it('leaves no event behind, nor does what was told with it', async () => {
    const somebody = await enter(hub, administrator);
    done(await somebody.send('identity.key.create', { name: 'mine', scopes: ['streams:read'], days: 60 }));
    await settled(hub);
    expect(hub.journal.filter((line) => line.includes('nobody could be told'))).toHaveLength(1);
    const announced = await hub.database.sql<{ id: string }>(`SELECT data ->> 'noticeId' AS id FROM log_event WHERE type LIKE 'notifications.%' AND data ? 'noticeId'`);
    const written = await hub.database.sql<{ id: string }>('SELECT id FROM notification_notice WHERE id = ANY ($1::uuid[])', [announced.map(({ id }) => id)]);
    expect(new Set(announced.map(({ id }) => id))).toEqual(new Set(written.map(({ id }) => id)));
  });
});
