import { randomUUID } from 'node:crypto';
import { startHub, type TestHub } from '../support/hub.js';
import { claim, enter, PASSWORD, signIn, type Someone } from '../support/people.js';

let hub: TestHub;
let administrator: Someone;

beforeAll(async () => {
  hub = await startHub();
  administrator = await claim(hub);
});
afterAll(() => hub.close());

type Invited = { personId: string; invitationId: string; token: string; expiresAt: string };
const invite = (email: string, more: object = {}) => administrator.send<Invited>('identity.person.invite', { name: '古丽', email, ...more });
const accept = (token: string, password = PASSWORD) => hub.anybody.post<{ personId: string; token: string }>('/invitations/accept', { token, password, as: 'token' });
const anEmail = (): string => `${randomUUID()}@example.org`;
const anInstitution = async (): Promise<string> => (await administrator.send<{ institutionId: string }>('alliance.institution.register', { name: 'Hospital', countryCode: 'TJ', zone: 'Asia/Dushanbe' })).body.institutionId;

describe('an invitation', () => {
  it('can be read as often as one likes, and lets one of six in who come at once', async () => {
    const email = anEmail();
    const { body } = await invite(email);
    for (let at = 0; at < 3; at++) expect((await hub.anybody.post('/invitations/show', { token: body.token })).body).toEqual({ name: '古丽', email, expiresAt: body.expiresAt });
    const answers = await Promise.all(Array.from({ length: 6 }, () => accept(body.token)));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array(5).fill(410)]);
    expect((await hub.anybody.post('/invitations/show', { token: body.token })).body).toMatchObject({ code: 'invitation_closed' });
  });

  it('gives way to a newer one, and can be withdrawn', async () => {
    const email = anEmail();
    const older = await invite(email);
    const newer = await invite(email);
    expect(newer.body.personId).toBe(older.body.personId);
    expect((await accept(older.body.token)).body).toMatchObject({ code: 'invitation_closed' });
    expect((await administrator.send('identity.invitation.withdraw', { invitationId: newer.body.invitationId })).status).toBe(200);
    expect((await accept(newer.body.token)).status).toBe(410);
  });

  it('made again before they came corrects and adds what is said, and leaves the rest', async () => {
    const email = anEmail();
    const institutionId = await anInstitution();
    await invite(email, { roles: ['coordinator'], language: 'ur' });
    const { body } = await invite(email, { name: 'Gülruh', roles: ['integrator'], institutionId });
    await invite(email, { name: 'Gülruh', institutionId });
    const last = await invite(email, { name: 'Gülruh' });
    expect(last.body.personId).toBe(body.personId);
    const { token } = (await accept(last.body.token)).body;
    const me = (await hub.as(token).get<{ roles: string[] }>('/me')).body;
    expect({ ...me, roles: [...me.roles].sort() }).toMatchObject({ name: 'Gülruh', language: 'ur', zone: 'UTC', roles: ['coordinator', 'integrator'], institutionIds: [institutionId] });
  });

  it('names the field of a name of which nothing can be seen', async () => {
    const unseen = await administrator.send('identity.person.invite', { name: '\u200b\u2060', email: anEmail() });
    expect([unseen.status, JSON.stringify(unseen.body)]).toEqual([400, expect.stringContaining('/name')]);
    for (const name of ['\u202eliu\u2066', 'Two\nlines', 'Bell\u0007']) expect((await administrator.send('identity.profile.change', { name })).status).toBe(400);
  });

  it('runs out, and a weak password uses nothing up', async () => {
    const { body } = await invite(anEmail());
    expect((await accept(body.token, 'short')).body).toMatchObject({ code: 'password_too_weak' });
    await hub.database.sql(`UPDATE identity_invitation SET expires_at = now() - interval '1 ms' WHERE id = $1`, [body.invitationId]);
    expect((await accept(body.token)).status).toBe(410);
    expect((await administrator.get<{ data: { id: string }[] }>('/invitations?limit=250')).body.data.map(({ id }) => id)).not.toContain(body.invitationId);
    await hub.database.sql(`UPDATE identity_invitation SET expires_at = now() + interval '1 day' WHERE id = $1`, [body.invitationId]);
    expect((await accept(body.token)).status).toBe(201);
  });

  it('is not made for somebody who is here, in whatever case the address is written; of two at once one enters the person', async () => {
    const email = anEmail();
    const { body } = await invite(email);
    await accept(body.token);
    expect((await invite(email.toUpperCase())).body).toMatchObject({ code: 'person_known', status: 409 });
    const both = anEmail();
    await Promise.all([invite(both), invite(both)]);
    expect(await hub.database.sql('SELECT FROM identity_contact WHERE email = $1', [both])).toHaveLength(1);
  });

  it('brings roles and an institution that exists', async () => {
    const institutionId = await anInstitution();
    const person = await enter(hub, administrator, { institutionId, roles: ['coordinator'] });
    expect((await person.get('/me')).body).toMatchObject({ roles: ['coordinator'], institutionIds: [institutionId] });
    expect((await invite(anEmail(), { institutionId: randomUUID() })).body).toMatchObject({ code: 'not_found' });
  });
});

describe('people', () => {
  it('know each other’s names, but not each other’s addresses, zones and roles', async () => {
    const [one, two] = [await enter(hub, administrator), await enter(hub, administrator)];
    const { body: seen } = await one.get(`/people/${two.personId}`);
    expect(seen).toEqual({ id: two.personId, name: 'Guldasta Amanova', latinName: null, language: 'en', institutionIds: [], state: 'active' });
    expect((await two.get(`/people/${two.personId}`)).body).toMatchObject({ email: two.email, zone: 'UTC', roles: [] });
    expect((await administrator.get(`/people/${two.personId}`)).body).toMatchObject({ email: two.email });
    expect(JSON.stringify((await one.get('/people?limit=250')).body)).not.toContain(two.email);
  });

  it('are found by up to a hundred ids, and listed page by page, each once', async () => {
    const one = await enter(hub, administrator);
    const ids = [one.personId, administrator.personId];
    const { body } = await one.get<{ data: { id: string }[]; done: boolean }>(`/people?ids=${ids.join(',')}`);
    expect([body.data.map(({ id }) => id).sort(), body.done]).toEqual([ids.sort(), true]);
    expect((await one.get(`/people?ids=${Array(101).fill(one.personId).join(',')}`)).status).toBe(400);
    const seen: string[] = [];
    for (let path = '/people?limit=3'; path !== ''; ) {
      const page: { data: { id: string }[]; iterator: string | null } = (await one.get<{ data: { id: string }[]; iterator: string | null }>(path)).body;
      seen.push(...page.data.map(({ id }) => id));
      path = page.iterator === null ? '' : `/people?limit=3&iterator=${page.iterator}`;
    }
    const all = await hub.database.sql('SELECT id FROM identity_person');
    expect([seen.length, new Set(seen).size]).toEqual([all.length, all.length]);
    expect((await one.get('/people?iterator=nonsense')).body).toMatchObject({ code: 'invalid_input' });
  });

  it('change their own name, language and zone, and the log tells of it without the name', async () => {
    const person = await enter(hub, administrator);
    expect((await person.send('identity.profile.change', { name: '古丽扎', latinName: 'Gulzar', language: 'zh-Hans', zone: 'Asia/Urumqi' })).status).toBe(200);
    expect((await person.get('/me')).body).toMatchObject({ name: '古丽扎', latinName: 'Gulzar', language: 'zh-Hans', zone: 'Asia/Urumqi' });
    expect((await person.send('identity.profile.change', { zone: 'Mars/Olympus' })).body).toMatchObject({ code: 'invalid_input' });
    const log = JSON.stringify(await hub.database.sql('SELECT data::text FROM log_event'));
    for (const word of ['古丽扎', 'Gulzar', 'Amanova', 'example.org']) expect(log).not.toContain(word);
  });

  it('who are suspended cannot sign in, accept anything or be given anything', async () => {
    const person = await enter(hub, administrator);
    await administrator.send('identity.person.suspend', { personId: person.personId });
    expect((await hub.anybody.post('/sessions', { email: person.email, password: PASSWORD })).body).toMatchObject({ code: 'sign_in_refused' });
    expect((await invite(person.email)).body).toMatchObject({ code: 'person_suspended' });
    expect((await administrator.send('identity.role.grant', { personId: person.personId, role: 'coordinator' })).body).toMatchObject({ code: 'person_suspended' });
    await administrator.send('identity.person.restore', { personId: person.personId });
    expect((await hub.anybody.post('/sessions', { email: person.email, password: PASSWORD })).status).toBe(201);
  });
});

describe('rights', () => {
  it('hold at once when they are given, and end at once when they are taken', async () => {
    const person = await enter(hub, administrator);
    expect((await person.get('/audit')).status).toBe(403);
    await administrator.send('identity.role.grant', { personId: person.personId, role: 'administrator' });
    await rights();
    expect((await person.get('/audit')).status).toBe(200);
    await administrator.send('identity.role.revoke', { personId: person.personId, role: 'administrator' });
    expect((await person.get('/audit')).status).toBe(403);
  });

  it('leave one administrator: of two who dismiss each other at once one stays', async () => {
    let boss = administrator;
    for (let round = 0; round < 8; round++) {
      const rival = await enter(hub, boss, { roles: ['administrator'] });
      const dismiss = (by: Someone, whom: Someone) => by.send('identity.role.revoke', { personId: whom.personId, role: 'administrator' });
      const answers = await Promise.all([dismiss(boss, rival), dismiss(rival, boss)]);
      expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
      const left = await hub.database.sql<{ person_id: string }>(`SELECT person_id FROM identity_role WHERE role = 'administrator'`);
      expect(left).toHaveLength(1);
      boss = [boss, rival].find(({ personId }) => personId === left[0]!.person_id)!;
      await rights();
    }
    expect((await boss.send('identity.person.suspend', { personId: boss.personId })).body).toMatchObject({ code: 'last_administrator' });
    expect((await boss.send('identity.role.revoke', { personId: boss.personId, role: 'administrator' })).body).toMatchObject({ code: 'last_administrator' });
    await boss.send('identity.role.grant', { personId: administrator.personId, role: 'administrator' });
    await rights();
  });

  it('of an institution begin and end with the affiliation', async () => {
    const institutionId = await anInstitution();
    const person = await enter(hub, administrator);
    const both = { personId: person.personId, institutionId };
    expect((await administrator.send('identity.affiliation.begin', both)).status).toBe(200);
    expect((await administrator.send('identity.affiliation.begin', both)).body).toMatchObject({ code: 'affiliation_held' });
    expect((await person.get('/me')).body).toMatchObject({ institutionIds: [institutionId] });
    expect((await administrator.send('identity.affiliation.end', both)).status).toBe(200);
    expect((await person.get('/me')).body).toMatchObject({ institutionIds: [] });
    expect((await administrator.send('identity.affiliation.begin', both)).status).toBe(200);
  });

  it('are written down: who gave and took what of whom, in order', async () => {
    const person = await enter(hub, administrator);
    await administrator.send('identity.role.grant', { personId: person.personId, role: 'integrator' });
    await administrator.send('identity.person.suspend', { personId: person.personId });
    const { body } = await administrator.get<{ data: Record<string, unknown>[] }>(`/audit?objectId=${person.personId}`);
    expect(body.data.map(({ action }) => action)).toEqual(['identity.person.suspend', 'identity.role.grant', 'identity.invitation.accept', 'identity.person.invite']);
    expect(body.data[0]).toMatchObject({ actor: `person:${administrator.personId}`, credential: `session:${administrator.sessionId}`, objectKind: 'person', outcome: 'done', address: '127.0.0.1' });
  });
});

/** Resolves once a change of rights that is made now has gone round: what was made before has, too. */
async function rights(): Promise<void> {
  const witness = await signIn(hub, administrator.email);
  const line = await witness.socket();
  const gone = new Promise((resolve) => line.once('disconnect', resolve));
  await witness.ask('DELETE', '/api/v1/sessions/current');
  await gone;
}
