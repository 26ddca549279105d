import { startHub, type TestHub } from '../support/hub.js';
import { claim, enter, PASSWORD, signIn, type Someone } from '../support/people.js';

let hub: TestHub;
let administrator: Someone;

beforeAll(async () => {
  // Behind a proxy that is believed, so that visitors can come from several addresses.
  hub = await startHub({ HUB_TRUST_PROXY: '127.0.0.1' });
  administrator = await claim(hub);
});
afterAll(() => hub.close());

const attempt = (email: string, password: string) => hub.anybody.post('/sessions', { email, password, as: 'token' });
const median = (values: number[]): number => values.sort((a, b) => a - b)[Math.floor(values.length / 2)]!;

/** How long (ms) the hub takes to refuse, one after the other, for each address. */
async function timesOf(emails: readonly string[]): Promise<number[]> {
  const times: number[] = [];
  for (const email of emails) {
    const before = performance.now();
    expect((await attempt(email, 'certainly not this one')).body).toMatchObject({ code: 'sign_in_refused' });
    times.push(performance.now() - before);
  }
  return times;
}

describe('signing in', () => {
  it('starts a session of a new token each time, and knows the person in any spelling of the address', async () => {
    const person = await enter(hub, administrator);
    const again = await signIn(hub, person.email.toUpperCase());
    expect(again.personId).toBe(person.personId);
    expect(again.token).not.toBe(person.token);
    expect(again.token).toMatch(/^[\w-]{43}$/);
    expect((await again.get('/me')).body).toMatchObject({ id: person.personId, email: person.email, scopes: null, credential: `session:${again.sessionId}` });
  });

  it('keeps no token and no password that anybody could use', async () => {
    const { token } = await enter(hub, administrator);
    const [{ all }] = await hub.database.sql<{ all: string }>(`SELECT string_agg(t::text, ' ') AS all FROM (SELECT s::text t FROM identity_session s UNION ALL SELECT p::text FROM identity_password p UNION ALL SELECT r::text FROM hub_command_receipt r UNION ALL SELECT e::text FROM log_event e) rows`) as [{ all: string }];
    expect(all).toContain('$argon2id$v=19$m=19456,t=2,p=1$');
    for (const secret of [token, Buffer.from(token).toString('hex'), PASSWORD]) expect(all).not.toContain(secret);
    for (const secret of [token, PASSWORD, 'example.org']) expect(hub.journal.join('\n').replaceAll(/setup#\S+/g, '')).not.toContain(secret);
  });

  it('refuses a wrong password and an unknown address with the very same words', async () => {
    const { email } = await enter(hub, administrator);
    const [wrong, unknown, invited] = [await attempt(email, 'wrong, wrong, wrong'), await attempt('nobody@example.org', 'wrong, wrong, wrong'), await attempt(await onlyInvited(), PASSWORD)];
    const { instance: _1, ...said } = wrong.body;
    for (const other of [unknown, invited]) {
      const { instance: _2, ...same } = other.body;
      expect([other.status, same]).toEqual([401, said]);
    }
  });

  it('takes as long for an unknown address as for a known one', async () => {
    const known = await Promise.all(Array.from({ length: 8 }, () => enter(hub, administrator)));
    await timesOf(['warm@example.org', administrator.email]);
    // In turns, so that whatever else this machine does weighs on both.
    const times = { known: [] as number[], unknown: [] as number[] };
    for (const [at, { email }] of known.entries()) {
      times.known.push(...(await timesOf([email])));
      times.unknown.push(...(await timesOf([`unknown${at}@example.org`])));
    }
    const [one, other] = [median(times.known), median(times.unknown)];
    expect(Math.abs(one - other) / Math.max(one, other)).toBeLessThan(0.5);
    expect(other).toBeGreaterThan(10);
  });

  it('refuses a page of another site, cookies and all', async () => {
    const { email } = await enter(hub, administrator);
    const input = { email, password: PASSWORD };
    for (const [header, value] of [['origin', 'https://evil.example'], ['sec-fetch-site', 'cross-site']] as const) {
      expect((await hub.anybody.with({ [header]: value }).post('/sessions', input)).body).toMatchObject({ code: 'origin_refused', status: 403 });
    }
    const { headers } = await hub.anybody.with({ origin: hub.url }).post('/sessions', input);
    const cookie = headers.get('set-cookie')!.split(';')[0]!;
    const page = hub.anybody.with({ cookie });
    expect((await page.get('/me')).status).toBe(200);
    const rename = { name: 'Renamed' };
    expect((await page.send('identity.profile.change', rename)).body).toMatchObject({ code: 'origin_refused' });
    expect((await page.with({ origin: 'https://evil.example' }).send('identity.profile.change', rename)).body).toMatchObject({ code: 'origin_refused' });
    expect((await page.with({ origin: hub.url }).send('identity.profile.change', rename)).status).toBe(200);
  });
});

async function onlyInvited(): Promise<string> {
  const email = 'invited-only@example.org';
  await administrator.send('identity.person.invite', { name: 'Invited', email });
  return email;
}

describe('failing to sign in', () => {
  it('shuts the account for this address after ten failures, tells when to come back, and lets the owner in from elsewhere', async () => {
    const { email } = await enter(hub, administrator);
    const answers = await Promise.all(Array.from({ length: 14 }, () => attempt(email, 'certainly not this one')));
    expect(answers.map(({ status }) => status).sort()).toEqual([...Array(10).fill(401), ...Array(4).fill(429)]);
    const shut = await attempt(email, PASSWORD);
    expect(shut.status).toBe(429);
    expect(Number(shut.headers.get('retry-after'))).toBeGreaterThan(800);
    const elsewhere = hub.anybody.with({ 'x-forwarded-for': '192.0.2.7' });
    expect((await elsewhere.post('/sessions', { email, password: PASSWORD, as: 'token' })).status).toBe(201);
    await hub.database.sql(`UPDATE identity_attempt SET window_ends_at = now() - interval '1 second'`);
    expect((await attempt(email, PASSWORD)).status).toBe(201);
  });

  it('is limited alike for addresses that nobody has', async () => {
    const answers = await Promise.all(Array.from({ length: 12 }, () => attempt('ghost@example.org', 'boo boo boo boo boo')));
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(2);
  });

  it('is forgotten by those who succeed', async () => {
    const { email } = await enter(hub, administrator);
    for (let at = 0; at < 30; at++) expect((await attempt(email, PASSWORD)).status).toBe(201);
  });

  it('stands in the audit trail without the address that was typed', async () => {
    await attempt('typo@example.org', 'certainly not this one');
    const { body } = await administrator.get<{ data: Record<string, unknown>[] }>('/audit?limit=1');
    expect(body.data[0]).toMatchObject({ action: 'identity.session.start', outcome: 'refused', actor: 'person:unknown', address: '127.0.0.1' });
    expect(JSON.stringify((await administrator.get('/audit?limit=250')).body)).not.toContain('@');
  });
});

describe('a password that was forgotten', () => {
  it('is chosen anew by a link of the administrator’s, once; whoever else is signed in is so no longer, and nothing else changes', async () => {
    const person = await enter(hub, administrator, { roles: ['coordinator'] });
    const next = 'the ambulance hums softly uphill';
    expect((await person.send('identity.password.reset', { personId: person.personId })).status).toBe(403);
    const { token } = (await administrator.send<{ token: string }>('identity.password.reset', { personId: person.personId })).body;
    expect((await hub.anybody.post('/invitations/show', { token })).body).toMatchObject({ email: person.email });
    expect((await attempt(person.email, PASSWORD)).status).toBe(201);
    const answers = await Promise.all(Array.from({ length: 4 }, () => hub.anybody.post<{ token: string }>('/invitations/accept', { token, password: next, name: 'Somebody Else', language: 'ru', as: 'token' })));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 410, 410, 410]);
    expect([(await person.get('/me')).status, (await attempt(person.email, PASSWORD)).status, (await attempt(person.email, next)).status]).toEqual([401, 401, 201]);
    const fresh = hub.as(answers.find(({ status }) => status === 201)?.body.token ?? '');
    expect((await fresh.get('/me')).body).toMatchObject({ name: 'Guldasta Amanova', language: 'en', roles: ['coordinator'] });
  });

  it('is no way in for who is suspended, before or after', async () => {
    const person = await enter(hub, administrator);
    const { token } = (await administrator.send<{ token: string }>('identity.password.reset', { personId: person.personId })).body;
    await administrator.send('identity.person.suspend', { personId: person.personId });
    expect((await hub.anybody.post('/invitations/accept', { token, password: 'the ambulance hums softly uphill', as: 'token' })).body).toMatchObject({ code: 'invitation_closed' });
    expect((await administrator.send('identity.password.reset', { personId: person.personId })).body).toMatchObject({ code: 'person_suspended' });
  });
});

describe('a password', () => {
  it('that is weak, or the present one, is named as such however often it is tried, and nobody is taken for a guesser', async () => {
    const person = await enter(hub, administrator);
    const change = (newPassword: string) => person.post('/password', { currentPassword: PASSWORD, newPassword });
    for (let tries = 0; tries < 12; tries += 1) expect((await change('guldasta amanova')).body).toMatchObject({ code: 'password_too_weak', details: { issues: [{ pointer: '/newPassword' }] } });
    expect((await change(PASSWORD)).body).toMatchObject({ code: 'password_too_weak' });
    expect((await change('the ambulance hums softly uphill')).status).toBe(200);
  });

  it('is changed with the present one; all other sessions end, this one stays', async () => {
    const person = await enter(hub, administrator);
    const other = await signIn(hub, person.email);
    const next = 'the ambulance hums softly uphill';
    expect((await person.post('/password', { currentPassword: 'not the present one', newPassword: next })).body).toMatchObject({ code: 'sign_in_refused' });
    expect((await person.post('/password', { currentPassword: PASSWORD, newPassword: 'guldasta amanova' })).body).toMatchObject({ code: 'password_too_weak' });
    expect((await person.post('/password', { currentPassword: PASSWORD, newPassword: next })).status).toBe(200);
    expect((await attempt(person.email, PASSWORD)).status).toBe(401);
    expect((await attempt(person.email, next)).status).toBe(201);
    expect((await person.get('/me')).status).toBe(200);
    expect((await hub.database.sql(`SELECT FROM identity_session WHERE id = $1 AND ended_at IS NOT NULL`, [other.sessionId]))).toHaveLength(1);
  });
});
