import { DataSource } from 'typeorm';
import { Projections } from '#log';
import { EndRunOut } from '../../libs/identity/src/credential/end-run-out.js';
import { Sightings } from '../../libs/identity/src/credential/note-sightings.js';
import { startHub, type TestHub } from '../support/hub.js';
import { claim, enter, signIn, type Someone } from '../support/people.js';

let hub: TestHub;
let administrator: Someone;

beforeAll(async () => {
  hub = await startHub({ HUB_RATE_PER_SECOND: '1000', HUB_RATE_BURST: '10000' });
  administrator = await claim(hub);
});
afterAll(() => hub.close());

describe('two hundred lines that come back at once', () => {
  it('are known again by a few reads, not one for each', async () => {
    const person = await enter(hub, administrator);
    const sessions: Someone[] = [];
    while (sessions.length < 40) sessions.push(await signIn(hub, person.email));
    // What the hub does besides is counted too: what follows of the sign-ins is done first.
    await hub.app.get(Projections).settled();
    const source = hub.app.get(DataSource);
    let reads = 0;
    const createQueryRunner = source.createQueryRunner.bind(source);
    source.createQueryRunner = (...mode) => {
      reads++;
      return createQueryRunner(...mode);
    };
    const lines = await Promise.all(Array.from({ length: 200 }, (_, at) => sessions[at % sessions.length]!.socket()));
    source.createQueryRunner = createQueryRunner;
    expect(lines.every((line) => line.connected)).toBe(true);
    expect(reads).toBeLessThan(lines.length / 2);
    lines.forEach((line) => line.close());
  });
});

describe('a hub that was down', () => {
  it('ends what ran out meanwhile at its start, and tells of it', async () => {
    const person = await enter(hub, administrator);
    const { body } = await person.send<{ keyId: string }>('identity.key.create', { name: 'k', scopes: ['identity:read'] });
    await hub.database.sql(`UPDATE identity_session SET expires_at = now() - interval '1 ms' WHERE id = $1`, [person.sessionId]);
    await hub.database.sql(`UPDATE identity_api_key SET expires_at = now() - interval '1 ms' WHERE id = $1`, [body.keyId]);
    await hub.app.get(EndRunOut).run();
    const told = await hub.database.sql<{ data: string }>(`SELECT data::text FROM log_event WHERE type = 'hub.rights.changed.v1'`);
    const subjects = told.map(({ data }) => data).join();
    expect(subjects).toContain(`session:${person.sessionId}`);
    expect(subjects).toContain(`key:${body.keyId}`);
  });
});

describe('a line that only listens', () => {
  it('keeps its session in use', async () => {
    const person = await enter(hub, administrator);
    const line = await person.socket();
    await hub.database.sql(`UPDATE identity_session SET last_seen_at = now() - interval '20 minutes' WHERE id = $1`, [person.sessionId]);
    await hub.app.get(Sightings).write();
    const [row] = await hub.database.sql<{ fresh: boolean }>(`SELECT last_seen_at > now() - interval '1 minute' AS fresh FROM identity_session WHERE id = $1`, [person.sessionId]);
    expect(row?.fresh).toBe(true);
    line.close();
  });
});
