import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { startHub, type TestHub } from '../support/hub.js';
import { claim, PASSWORD, setupToken } from '../support/people.js';

let hub: TestHub;

beforeEach(async () => {
  hub = await startHub();
});
afterEach(() => hub.close());

const claimant = (token: string, at = 0) => ({ token, name: 'First', email: `first${at}@example.org`, password: PASSWORD, as: 'token' });

describe('taking a new hub over', () => {
  it('writes the link for the hub’s own account alone, and once in the log', () => {
    expect(statSync(join(hub.folder, 'setup-link')).mode & 0o777).toBe(0o600);
    expect(hub.journal.filter((line) => line.includes(`${hub.url}/setup#${setupToken(hub)}`))).toHaveLength(1);
  });

  it('lets one of eight claims at once win, and leaves one administrator', async () => {
    const token = setupToken(hub);
    const answers = await Promise.all(Array.from({ length: 8 }, (_, at) => hub.anybody.post('/setup', claimant(token, at))));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array(7).fill(410)]);
    expect(answers.filter(({ status }) => status === 410).map(({ body }) => body['code'])).toEqual(Array(7).fill('setup_closed'));
    expect(await hub.database.sql('SELECT FROM identity_role')).toHaveLength(1);
    expect(await hub.database.sql('SELECT FROM identity_person')).toHaveLength(1);
  });

  it('takes the link away once it was used, and knows who took the hub over', async () => {
    const token = setupToken(hub);
    const administrator = await claim(hub);
    expect(existsSync(join(hub.folder, 'setup-link'))).toBe(false);
    expect((await administrator.get('/me')).body).toMatchObject({ id: administrator.personId, roles: ['administrator'], email: 'admin@example.org' });
    expect((await hub.anybody.post('/setup', claimant(token))).body).toMatchObject({ code: 'setup_closed' });
  });

  it('refuses a foreign token, one that has run out, and a weak password, which uses nothing up', async () => {
    const token = setupToken(hub);
    expect((await hub.anybody.post('/setup', claimant('x'.repeat(43)))).body).toMatchObject({ code: 'setup_closed', status: 410 });
    expect((await hub.anybody.post('/setup', { ...claimant(token), password: 'too short' })).body).toMatchObject({ code: 'password_too_weak', status: 400 });
    await hub.database.sql(`UPDATE identity_setup SET expires_at = now() - interval '1 second'`);
    expect((await hub.anybody.post('/setup', claimant(token))).body).toMatchObject({ code: 'setup_closed' });
    await hub.database.sql(`UPDATE identity_setup SET expires_at = now() + interval '1 minute'`);
    expect((await hub.anybody.post('/setup', claimant(token))).status).toBe(201);
  });

  it('refuses a page of another site, and gives pages a cookie that scripts cannot read', async () => {
    const token = setupToken(hub);
    const { as: _as, ...input } = claimant(token);
    expect((await hub.anybody.with({ origin: 'https://evil.example' }).post('/setup', input)).body).toMatchObject({ code: 'origin_refused' });
    const { status, headers, body } = await hub.anybody.with({ origin: hub.url }).post('/setup', input);
    expect(status).toBe(201);
    expect(body).not.toHaveProperty('token');
    expect(headers.get('set-cookie')).toMatch(/^hub_session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Max-Age=43200$/);
  });
});
