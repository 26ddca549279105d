import { randomUUID } from 'node:crypto';
import { startHub, type Reply, type TestHub } from '../support/hub.js';
import { claim, enter, type Someone } from '../support/people.js';

let hub: TestHub;
let administrator: Someone;
let bodyId: string;

const half = { numerator: 1, denominator: 2 };
const rules = { quorum: { of: 'seats', atLeast: half, strict: true }, majority: { threshold: half, strict: true, base: 'valid', unit: 'weights', tie: 'fails' } };

beforeAll(async () => {
  hub = await startHub();
  administrator = await claim(hub);
  bodyId = await anId('alliance.body.establish', { name: 'Council', kind: 'council', rules });
});
afterAll(() => hub.close());

/** Sends a command of the administrator's that makes something, and answers its id. */
async function anId(command: string, input: object): Promise<string> {
  const { status, body } = await administrator.send<Record<string, string>>(command, input);
  if (status !== 200) throw new Error(`${command} was refused: ${JSON.stringify(body)}`);
  return Object.values(body)[0] ?? '';
}

const anInstitution = (countryCode = 'UZ', name = 'Hospital') => anId('alliance.institution.register', { name, countryCode, zone: 'Asia/Tashkent' });
const aSeat = async (weight = '1') => anId('alliance.seat.create', { bodyId, institutionId: await anInstitution(), weight });

/** The facts that the log tells of one seat, in order. */
async function told(seatId: string): Promise<Record<string, unknown>[]> {
  const rows = await hub.database.sql<{ data: unknown }>(`SELECT data FROM log_event WHERE type = 'alliance.seat.changed.v1' ORDER BY "offset"`);
  return rows.map(({ data }) => (typeof data === 'string' ? (JSON.parse(data) as Record<string, unknown>) : (data as Record<string, unknown>))).filter((data) => data['seatId'] === seatId);
}

async function seatOf(seatId: string): Promise<Record<string, unknown> | undefined> {
  const { body } = await administrator.get<{ data: Record<string, unknown>[] }>(`/bodies/${bodyId}/seats?limit=250`);
  return body.data.find(({ id }) => id === seatId);
}

describe('a seat', () => {
  it('is told whole each time it changes, so that the last fact is the present', async () => {
    const [institutionId, delegate, one, two] = [await anInstitution('KZ'), await enter(hub, administrator), await enter(hub, administrator), await enter(hub, administrator)];
    const seatId = await anId('alliance.seat.create', { bodyId, institutionId, weight: '2.50' });
    const people = { delegateId: delegate.personId, alternateIds: [two.personId, one.personId] };
    expect((await administrator.send('alliance.seat.appoint', { seatId, ...people })).status).toBe(200);
    expect((await administrator.send('alliance.seat.weigh', { seatId, weight: '0.333333' })).status).toBe(200);
    expect((await administrator.send('alliance.institution.change', { institutionId, countryCode: 'KG' })).status).toBe(200);
    expect((await administrator.send('alliance.seat.vacate', { seatId })).status).toBe(200);
    const nobody = { delegateId: null, alternateIds: [] };
    const fact = { seatId, bodyId, institutionId, countryCode: 'KZ', weight: '2.5', state: 'active' };
    expect(await told(seatId)).toEqual([
      { ...fact, ...nobody }, { ...fact, ...people }, { ...fact, ...people, weight: '0.333333' },
      { ...fact, ...people, weight: '0.333333', countryCode: 'KG' }, { ...fact, ...nobody, weight: '0.333333', countryCode: 'KG', state: 'vacated' },
    ]);
    expect((await administrator.send('alliance.seat.weigh', { seatId, weight: '1' })).body).toMatchObject({ code: 'seat_vacated' });
  });

  it('is one for an institution, though twelve ask for it at once; once vacated there may be a new one', async () => {
    const institutionId = await anInstitution();
    const answers = await Promise.all(Array.from({ length: 12 }, () => administrator.send<{ seatId: string }>('alliance.seat.create', { bodyId, institutionId })));
    const [made, ...more] = answers.filter(({ status }) => status === 200);
    expect(more).toEqual([]);
    expect(answers.filter(({ body }) => (body as { code?: string }).code === 'seat_taken')).toHaveLength(11);
    await administrator.send('alliance.seat.vacate', { seatId: made!.body.seatId });
    expect((await administrator.send('alliance.seat.create', { bodyId, institutionId })).status).toBe(200);
  });

  it('is given by the secretary of its body alone, besides administrators', async () => {
    const [seatId, secretary, chair, delegate] = [await aSeat(), await enter(hub, administrator), await enter(hub, administrator), await enter(hub, administrator)];
    const other = await anId('alliance.body.establish', { name: 'Another', kind: 'committee', rules });
    await administrator.send('alliance.office.appoint', { bodyId, personId: chair.personId, office: 'chair' });
    await administrator.send('alliance.office.appoint', { bodyId: other, personId: secretary.personId, office: 'secretary' });
    const appoint = { seatId, delegateId: delegate.personId, alternateIds: [] };
    for (const person of [secretary, chair, delegate]) expect((await person.send('alliance.seat.appoint', appoint)).body).toMatchObject({ code: 'forbidden' });
    await administrator.send('alliance.office.appoint', { bodyId, personId: secretary.personId, office: 'secretary' });
    expect((await secretary.send('alliance.seat.appoint', appoint)).status).toBe(200);
    expect(await seatOf(seatId)).toMatchObject({ delegateId: delegate.personId });
    expect((await secretary.send('alliance.seat.weigh', { seatId, weight: '9' })).body).toMatchObject({ code: 'forbidden' });
    await administrator.send('alliance.office.dismiss', { bodyId, personId: secretary.personId, office: 'secretary' });
    expect((await secretary.send('alliance.seat.appoint', appoint)).body).toMatchObject({ code: 'forbidden' });
  });

  it('goes to people who are here: no stranger, nobody suspended, no delegate who is their own alternate', async () => {
    const [seatId, person, gone] = [await aSeat(), await enter(hub, administrator), await enter(hub, administrator)];
    await administrator.send('identity.person.suspend', { personId: gone.personId });
    const appoint = (delegateId: string, alternateIds: string[] = []) => administrator.send('alliance.seat.appoint', { seatId, delegateId, alternateIds });
    expect((await appoint(randomUUID())).body).toMatchObject({ code: 'not_found' });
    expect((await appoint(person.personId, [gone.personId])).body).toMatchObject({ code: 'not_found' });
    expect((await appoint(person.personId, [person.personId])).body).toMatchObject({ code: 'invalid_input' });
    expect(await seatOf(seatId)).toMatchObject({ delegateId: null, alternateIds: [] });
  });

  it.each(['0', '-1', '1e3', '1.0000001', '1000000', 'NaN'])('never weighs %s', async (weight) => {
    expect((await administrator.send('alliance.seat.create', { bodyId, institutionId: randomUUID(), weight })).body).toMatchObject({ code: 'invalid_input' });
  });
});

describe('an institution', () => {
  it('closes once it holds no seat, and then gets none', async () => {
    const institutionId = await anInstitution();
    const seatId = await anId('alliance.seat.create', { bodyId, institutionId });
    expect((await administrator.send('alliance.institution.close', { institutionId })).body).toMatchObject({ code: 'institution_holds_seats' });
    await administrator.send('alliance.seat.vacate', { seatId });
    expect((await administrator.send('alliance.institution.close', { institutionId })).status).toBe(200);
    expect((await administrator.send('alliance.seat.create', { bodyId, institutionId })).body).toMatchObject({ code: 'institution_closed' });
    expect((await administrator.get(`/institutions/${institutionId}`)).body).toMatchObject({ state: 'closed' });
  });

  it('that closes while it gets a seat does one of the two', async () => {
    for (let at = 0; at < 5; at++) {
      const institutionId = await anInstitution();
      const [close, seat] = await Promise.all([administrator.send('alliance.institution.close', { institutionId }), administrator.send('alliance.seat.create', { bodyId, institutionId })]);
      expect([close.status, seat.status].sort()).toEqual([200, 409]);
    }
  });

  it('is found by country, page by page in the order of names, and is not read again while it stands as it was', async () => {
    for (const name of ['Zeta', 'Alpha', '哈密', 'Beta']) await anInstitution('MN', name);
    const names: unknown[] = [];
    for (let path = '/institutions?countryCode=MN&limit=2'; path !== ''; ) {
      const page: { data: { name: string }[]; iterator: string | null } = (await administrator.get<{ data: { name: string }[]; iterator: string | null }>(path)).body;
      names.push(...page.data.map(({ name }) => name));
      path = page.iterator === null ? '' : `/institutions?countryCode=MN&limit=2&iterator=${page.iterator}`;
    }
    expect(names).toHaveLength(4);
    expect(new Set(names)).toEqual(new Set(['Alpha', 'Beta', 'Zeta', '哈密']));
    const institutionId = await anInstitution();
    const etag = (await administrator.get(`/institutions/${institutionId}`)).headers.get('etag')!;
    expect((await administrator.with({ 'if-none-match': etag }).get(`/institutions/${institutionId}`)).status).toBe(304);
    await administrator.send('alliance.institution.change', { institutionId, names: { zh: '医院' } });
    expect((await administrator.with({ 'if-none-match': etag }).get(`/institutions/${institutionId}`)).body).toMatchObject({ names: { zh: '医院' } });
    expect((await administrator.get('/institutions?countryCode=ZZ')).body).toMatchObject({ code: 'invalid_input' });
  });
});

describe('a body', () => {
  it('has its rules changed only by those who have seen the present ones', async () => {
    const id = await anId('alliance.body.establish', { name: 'Rules', kind: 'committee', rules });
    const change = (rulesVersion: number) => administrator.send('alliance.body.change_rules', { bodyId: id, rules: { ...rules, quorum: { ...rules.quorum, of: 'countries' } }, rulesVersion });
    const answers = await Promise.all([change(1), change(1), change(1)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
    expect((await administrator.get(`/bodies/${id}`)).body).toMatchObject({ rulesVersion: 2, rules: { quorum: { of: 'countries' } } });
  });

  it('tells its offices live to everybody signed in, and refuses to give one twice', async () => {
    const [watcher, chair] = [await enter(hub, administrator), await enter(hub, administrator)];
    const line = await watcher.socket();
    expect(((await line.emitWithAck('stream.subscribe', { stream: `body:${bodyId}` })) as Reply).ok).toBe(true);
    const heard = new Promise((resolve) => line.on('events', (frame: { events: { type: string; data: unknown }[] }) => frame.events.forEach((event) => event.type === 'alliance.office.changed.v1' && resolve(event.data))));
    const office = { bodyId, personId: chair.personId, office: 'chair' };
    expect((await administrator.send('alliance.office.appoint', office)).status).toBe(200);
    expect(await heard).toEqual({ ...office, held: true });
    expect((await administrator.send('alliance.office.appoint', office)).body).toMatchObject({ code: 'office_held' });
    const { body } = await watcher.get<{ officers: object[] }>(`/bodies/${bodyId}`);
    expect(body.officers).toContainEqual({ personId: chair.personId, office: 'chair', from: expect.any(String) as string });
    line.close();
  });

  it('that is none is not there', async () => {
    expect((await administrator.get(`/bodies/${randomUUID()}`)).body).toMatchObject({ code: 'not_found' });
    expect((await administrator.get(`/bodies/${randomUUID()}/seats`)).body).toMatchObject({ code: 'not_found' });
  });
});

it('all 249 countries are there, without names', async () => {
  const { body } = await administrator.get<{ data: unknown[]; done: boolean }>('/countries');
  expect([body.data.length, body.done]).toEqual([249, true]);
  expect(body.data).toContainEqual({ alpha2: 'PK', alpha3: 'PAK', numeric: '586' });
});
