import type { Socket } from 'socket.io-client';
import { identity } from '#contracts';
import { startHub, type Reply, type TestHub } from '../support/hub.js';
import { claim, enter, signIn, type Someone } from '../support/people.js';

let hub: TestHub;
let administrator: Someone;

beforeAll(async () => {
  hub = await startHub();
  administrator = await claim(hub);
});
afterAll(() => hub.close());

/** How long (ms) after `act` the line is cut, and what it was told. */
async function cutBy(line: Socket, act: () => Promise<unknown>): Promise<{ after: number; code: string | null }> {
  let code: string | null = null;
  line.once('closing', (told: { code: string }) => (code = told.code));
  const gone = new Promise<number>((resolve) => line.once('disconnect', () => resolve(performance.now())));
  await act();
  const acted = performance.now();
  return { after: (await gone) - acted, code };
}

const newKey = (of: Someone, scopes: readonly string[]) => of.send<{ keyId: string; key: string; prefix: string }>('identity.key.create', { name: 'program', scopes });

describe('a session', () => {
  it('is listed for its owner alone, and says which one is in use', async () => {
    const person = await enter(hub, administrator);
    const other = await signIn(hub, person.email);
    const { body } = await person.get<{ data: { id: string; current: boolean }[] }>('/sessions');
    expect(body.data.map(({ id, current }) => [id, current])).toEqual([[other.sessionId, false], [person.sessionId, true]]);
  });

  it.each<[string, (owner: Someone, other: Someone) => Promise<unknown>]>([
    ['its owner ends it from elsewhere', (owner, other) => owner.send('identity.session.end', { sessionId: other.sessionId })],
    ['an administrator ends it', (_, other) => administrator.send('identity.session.end', { sessionId: other.sessionId })],
    ['it signs out', (_, other) => other.ask('DELETE', '/api/v1/sessions/current')],
    ['its person is suspended', (owner) => administrator.send('identity.person.suspend', { personId: owner.personId })],
    ['the password is changed in another session', (owner) => owner.post('/password', { currentPassword: 'seven quiet rivers at dawn', newPassword: 'the ambulance hums softly uphill' })],
  ])('takes its line down within a second when %s', async (_, act) => {
    const owner = await enter(hub, administrator);
    const other = await signIn(hub, owner.email);
    const line = await other.socket();
    const { after, code } = await cutBy(line, () => act(owner, other));
    expect(after).toBeLessThan(1_000);
    expect(code).toBe('session_ended');
    expect((await other.get('/me')).body).toMatchObject({ code: 'unauthenticated' });
    await expect(other.socket()).rejects.toThrow(/Sign in/);
  });

  it('of somebody else cannot be ended, and is not even there', async () => {
    const [one, two] = [await enter(hub, administrator), await enter(hub, administrator)];
    expect((await one.send('identity.session.end', { sessionId: two.sessionId })).body).toMatchObject({ code: 'not_found' });
    expect((await two.get('/me')).status).toBe(200);
  });

  it.each([['its absolute end has come', `expires_at = now() - interval '1 ms'`], ['nothing was heard of it for half an hour', `last_seen_at = now() - interval '31 minutes'`]])('is worth nothing when %s', async (_, set) => {
    const person = await enter(hub, administrator);
    await hub.database.sql(`UPDATE identity_session SET ${set} WHERE id = $1`, [person.sessionId]);
    expect((await person.get('/me')).body).toMatchObject({ code: 'unauthenticated' });
  });

  it('is one of fifty at most: the oldest give way', async () => {
    const person = await enter(hub, administrator);
    await hub.database.sql(
      `INSERT INTO identity_session SELECT gen_random_uuid(), $1, sha256(n::text::bytea), now() - make_interval(secs => n), now(), now() + interval '1 hour', NULL, '', '' FROM generate_series(1, 60) n`, [person.personId]);
    await signIn(hub, person.email);
    expect(await hub.database.sql('SELECT FROM identity_session WHERE person_id = $1 AND ended_at IS NULL', [person.personId])).toHaveLength(50);
    expect((await person.get('/me')).status).toBe(200);
  });
});

describe('a key', () => {
  it('is shown once: its receipt, the tables, the log and the journal hold none of it', async () => {
    const person = await enter(hub, administrator);
    const input = { name: 'program', scopes: ['identity:read'], days: 30 };
    const first = await person.send<{ key: string; prefix: string }>('identity.key.create', input, 'make-my-key');
    expect(first.body.key).toMatch(/^hub_[\w-]{43}$/);
    expect(first.body.key.startsWith(first.body.prefix)).toBe(true);
    expect((await person.send('identity.key.create', input, 'make-my-key')).body).toMatchObject({ code: 'already_answered', status: 409 });
    const tables = ['identity_api_key', 'hub_command_receipt', 'log_event', 'identity_audit'];
    const kept = (await Promise.all(tables.map((table) => hub.database.sql(`SELECT t::text FROM ${table} t`)))).flat().map((row) => JSON.stringify(row)).join();
    expect(kept).not.toContain(first.body.key.slice(12));
    expect(hub.journal.join()).not.toContain(first.body.key.slice(12));
    expect(JSON.stringify((await person.get('/keys')).body)).not.toContain(first.body.key.slice(12));
    expect(await hub.database.sql('SELECT FROM identity_api_key WHERE person_id = $1', [person.personId])).toHaveLength(1);
  });

  it('does what its scopes and its owner allow, and nothing else', async () => {
    const person = await enter(hub, administrator);
    const { body } = await newKey(person, ['identity:read']);
    const program = hub.as(body.key);
    expect((await program.get('/me')).body).toMatchObject({ id: person.personId, scopes: ['identity:read'], credential: `key:${body.keyId}` });
    expect((await program.send('identity.profile.change', { name: 'Other' })).body).toMatchObject({ code: 'forbidden' });
    expect((await program.get('/bodies')).body).toMatchObject({ code: 'forbidden' });
    // What its owner may not is told otherwise than what the key may not.
    expect((await program.get('/audit')).body).toMatchObject({ code: 'forbidden', detail: expect.stringContaining('Your role does not allow') });
    const { key } = (await newKey(person, ['streams:read'])).body;
    expect((await hub.as(key).get('/me')).body).toMatchObject({ code: 'forbidden', detail: 'The key lacks the scope identity:read: make one that has it.', details: { scope: 'identity:read' } });
  });

  it('makes no keys, changes no password, and names no scope that does not exist', async () => {
    const person = await enter(hub, administrator);
    const program = hub.as((await newKey(person, [...identity.keyScopes])).body.key);
    expect((await program.send('identity.key.create', { name: 'more', scopes: ['identity:read'] })).body).toMatchObject({ code: 'session_needed', status: 403 });
    expect((await program.post('/password', { currentPassword: 'x', newPassword: 'the ambulance hums softly uphill' })).body).toMatchObject({ code: 'session_needed' });
    expect((await newKey(person, ['everything:write'])).body).toMatchObject({ code: 'invalid_input' });
  });

  it('makes no administrator, who could do what it may not and stay when it ends, and is no session to leave', async () => {
    const { key } = (await newKey(administrator, [...identity.keyScopes])).body;
    const program = hub.as(key);
    const { personId } = await enter(hub, administrator);
    const asked = [
      await program.send('identity.person.invite', { name: 'Confederate', email: `${personId}@example.org`, roles: ['administrator'] }), await program.send('identity.role.grant', { personId, role: 'administrator' }), await program.send('identity.password.reset', { personId }),
      await fetch(`${hub.url}/api/v1/sessions/current`, { method: 'DELETE', headers: { authorization: `Bearer ${key}` } }).then(async (answer) => ({ status: answer.status, body: (await answer.json()) as object })),
    ];
    for (const { status, body } of asked) expect({ status, ...body }).toMatchObject({ status: 403, code: 'session_needed' });
    expect((await program.send('identity.role.grant', { personId, role: 'integrator' })).status).toBe(200);
  });

  it('is taken in the header alone, never in the address', async () => {
    const person = await enter(hub, administrator);
    const { key } = (await newKey(person, ['identity:read'])).body;
    for (const field of ['key', 'token', 'access_token', 'api_key']) expect((await hub.anybody.get(`/me?${field}=${key}`)).status).toBe(401);
  });

  it('takes its line down within a second when it is revoked, and works no more', async () => {
    const person = await enter(hub, administrator);
    const { body } = await newKey(person, ['identity:read', 'streams:read']);
    const program = hub.as(body.key);
    const { after, code } = await cutBy(await program.socket(), () => person.send('identity.key.revoke', { keyId: body.keyId }));
    expect(after).toBeLessThan(1_000);
    expect(code).toBe('key_revoked');
    expect((await program.get('/me')).body).toMatchObject({ code: 'unauthenticated' });
  });

  it('sleeps while its owner is suspended, and works again when they are restored', async () => {
    const person = await enter(hub, administrator);
    const program = hub.as((await newKey(person, ['identity:read'])).body.key);
    expect((await program.get('/me')).status).toBe(200);
    const { after } = await cutBy(await program.socket(), () => administrator.send('identity.person.suspend', { personId: person.personId }));
    expect(after).toBeLessThan(1_000);
    expect((await program.get('/me')).status).toBe(401);
    await administrator.send('identity.person.restore', { personId: person.personId });
    expect((await program.get('/me')).status).toBe(200);
    expect((await person.get('/me')).status).toBe(401);
  });

  it('runs out by the server’s clock, and is one of twenty at most', async () => {
    const person = await enter(hub, administrator);
    const { body } = await newKey(person, ['identity:read']);
    await hub.database.sql(`UPDATE identity_api_key SET expires_at = now() - interval '1 ms' WHERE id = $1`, [body.keyId]);
    expect((await hub.as(body.key).get('/me')).status).toBe(401);
    const answers = await Promise.all(Array.from({ length: 22 }, () => newKey(person, ['identity:read'])));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(19);
    expect((await newKey(person, ['identity:read'])).body).toMatchObject({ code: 'too_many_keys' });
    expect((await person.send('identity.key.create', { name: 'long', scopes: ['identity:read'], days: 366 })).body).toMatchObject({ code: 'invalid_input' });
  });
});

describe('a person’s own stream', () => {
  it('tells them, live, what happens to their credentials, and nobody else may read it', async () => {
    const [person, stranger] = [await enter(hub, administrator), await enter(hub, administrator)];
    const line = await person.socket();
    const subscribed = (await line.emitWithAck('stream.subscribe', { stream: `person:${person.personId}` })) as Reply;
    expect(subscribed.ok).toBe(true);
    const told = new Promise<{ type: string; data: unknown }>((resolve) => line.on('events', (frame: { events: { type: string; data: unknown }[] }) => frame.events.forEach((event) => event.type === 'identity.key.changed.v1' && resolve(event))));
    const { body } = await newKey(person, ['identity:read']);
    expect((await told).data).toEqual({ personId: person.personId, keyId: body.keyId, live: true });
    const other = await stranger.socket();
    expect(await other.emitWithAck('stream.subscribe', { stream: `person:${person.personId}` })).toMatchObject({ ok: false, error: { code: 'stream_unknown' } });
    line.close();
    other.close();
  });
});
