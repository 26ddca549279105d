import { corridor } from '#contracts';
import { audienceOf } from '#corridor';
import { systemActor } from '#kernel';
import { UnitOfWork } from '#log';
import type { Socket } from 'socket.io-client';
import { until } from '../support/until.js';
import { aCorridor, done, type Organisation, type TestCorridor } from './a-corridor.js';
import { whereabouts } from './whereabouts.js';

let of: TestCorridor;
beforeAll(async () => {
  of = await aCorridor();
}, 120_000);
afterAll(() => of.hub.close());

interface Explained {
  sees: string;
  precisionMetres: number | null;
  retentionDays: number | null;
  grounds: { kind: string; grant?: { id: string; purpose: string } }[];
}
interface Grants {
  data: { id: string; purpose: string; dataClass: string; endedAt: string | null }[];
}

const line = (reader: Organisation | null, dataClass: string): Record<string, unknown> =>
  ({ corridorId: of.corridorId, institutionId: of.operator.institutionId, readerInstitutionId: reader?.institutionId ?? null, dataClass });
const give = async (reader: Organisation | null, dataClass: string, more: Record<string, unknown> = {}): Promise<string> =>
  done(await of.operator.coordinator.send<{ grantId: string }>('corridor.grant.give', { ...line(reader, dataClass), purpose: 'To plan the next leg', ...more })).grantId;
const end = async (grantId: string): Promise<void> => void done(await of.operator.coordinator.send('corridor.grant.end', { corridorId: of.corridorId, grantId }));

async function explain(reader: Organisation, dataClass: string): Promise<Explained> {
  const search = new URLSearchParams({ institutionId: of.operator.institutionId, readerInstitutionId: reader.institutionId, dataClass });
  return done(await of.lead.coordinator.get<Explained>(`/corridors/${of.corridorId}/sharing/explanation?${search.toString()}`));
}

/** A fact of the operator's stock is told, as the parts of the corridor tell theirs. */
async function tell(): Promise<string> {
  const { operator, unitId, hub, corridorId, stream } = of;
  await hub.app.get(UnitOfWork).run(systemActor('test'), [], async (work) => {
    const data = { ...corridor.unitChanged.example, unitId, institutionId: operator.institutionId };
    work.record(corridor.unitChanged, stream, data, { audience: await audienceOf(work.db, corridorId, operator.institutionId, 'stock') });
  });
  return (await hub.database.sql<{ id: string }>('SELECT id FROM log_event WHERE type = $1 ORDER BY id DESC LIMIT 1', [corridor.unitChanged.name]))[0]?.id ?? '';
}

/** A reader of the corridor over a socket, and what it saw and was told to drop. */
async function aReader(who: Organisation): Promise<{ socket: Socket; seen: string[]; dropped: string[]; gained: string[] }> {
  const socket = await who.coordinator.socket();
  const [seen, dropped, gained]: [string[], string[], string[]] = [[], [], []];
  socket.on('events', ({ events }: { events: { id: string }[] }) => seen.push(...events.map(({ id }) => id)));
  socket.on('stream.drop', ({ audiences }: { audiences: string[] }) => dropped.push(...audiences));
  socket.on('stream.gain', ({ audiences }: { audiences: string[] }) => gained.push(...audiences));
  await socket.emitWithAck('stream.subscribe', { stream: of.stream });
  return { socket, seen, dropped, gained };
}

const replayed = async (who: Organisation): Promise<string[]> =>
  done(await who.coordinator.get<{ data: { id: string }[] }>(`/streams/${of.stream}/events?after=earliest&limit=1000`)).data.map(({ id }) => id);

describe('a grant', () => {
  it('widens a live socket when it is given, narrows it when it ends, and takes back what came by it', async () => {
    const { lead, host } = of;
    const [reader, other] = [await aReader(lead), await aReader(host)];
    const before = await tell();
    const grantId = await give(lead, 'stock');
    await until(() => reader.gained.includes(`grant:${grantId}`));
    const during = await tell();
    await until(() => reader.seen.includes(during));
    expect(await replayed(lead)).toContain(during);
    await end(grantId);
    await until(() => reader.dropped.includes(`grant:${grantId}`));
    const after = await tell();
    const last = await give(host, 'stock');
    await until(() => other.gained.includes(`grant:${last}`));
    const told = await tell();
    await until(() => other.seen.includes(told));
    expect(reader.seen).not.toContain(before);
    expect(reader.seen).not.toContain(after);
    expect(await replayed(lead)).not.toContain(during);
    expect(other.seen).not.toContain(during);
    await end(last);
  });

  it('of positions takes back, with its end, where units were shown to be', async () => {
    const { lead, operator, unitId, corridorId } = of;
    const stream = `positions:${corridorId}`;
    const grantId = await give(lead, 'position', { precisionMetres: 1_000 });
    const socket = await lead.coordinator.socket();
    const [shown, dropped]: [unknown[], string[]] = [[], []];
    socket.on('events', (frame: { stream: string; events: unknown[] }) => shown.push(...(frame.stream === stream ? frame.events : [])));
    socket.on('stream.drop', (drop: { stream: string; audiences: string[] }) => dropped.push(...(drop.stream === stream ? drop.audiences : [])));
    await socket.emitWithAck('stream.subscribe', { stream });
    done(await operator.field.send('corridor.position.report', { unitId, fixTime: new Date().toISOString(), latitude: 39.4, longitude: 76 }));
    await until(() => shown.length === 1);
    const replay = async (): Promise<unknown[]> => (await lead.coordinator.get<{ data: unknown[] }>(`/streams/${stream}/events?after=earliest&limit=100`)).body.data;
    expect(await replay()).toHaveLength(1);
    await end(grantId);
    await until(() => dropped.includes(`grant:${grantId}`));
    expect(await replay()).toEqual([]);
    socket.close();
  });

  it('replaces the open one of the same two and class, also when twenty are given at once', async () => {
    const { operator, host, hub } = of;
    const replies = await Promise.all(Array.from({ length: 20 }, (_, at) => operator.coordinator.send('corridor.grant.give', { ...line(host, 'staff'), purpose: `Attempt ${at}` })));
    expect(replies.map(({ status }) => status)).toEqual(Array.from({ length: 20 }, () => 200));
    const kept = await hub.database.sql<{ open: boolean }>(`SELECT ended_at IS NULL AS open FROM corridor_grant WHERE reader_id = $1 AND data_class = 'staff'`, [host.institutionId]);
    expect([kept.length, kept.filter(({ open }) => open).length]).toEqual([20, 1]);
  });

  it('is given by coordinators of the owner alone, to members, and only positions are rounded or delayed', async () => {
    const { operator, host, hub } = of;
    const grant = { ...line(host, 'capacity'), purpose: 'Not mine to give' };
    expect((await host.coordinator.send('corridor.grant.give', grant)).body).toMatchObject({ code: 'forbidden' });
    const elsewhere = (await hub.database.sql<{ id: string }>(`SELECT id FROM corridor_institution WHERE name = 'Elsewhere'`))[0]?.id;
    expect((await operator.coordinator.send('corridor.grant.give', { ...grant, readerInstitutionId: elsewhere })).body).toMatchObject({ code: 'not_a_member' });
    const rounded = await operator.coordinator.send('corridor.grant.give', { ...grant, precisionMetres: 1_000, delaySeconds: 60 });
    expect(rounded.status).toBe(400);
    expect(JSON.stringify(rounded.body)).toMatch(/\/precisionMetres.*\/delaySeconds/);
    const own = await operator.coordinator.send('corridor.grant.give', { ...line(operator, 'capacity'), purpose: 'For ourselves' });
    expect(JSON.stringify(own.body)).toContain('/readerInstitutionId');
  });

  it('shows its purpose to the parties and the lead, and it stands nowhere else', async () => {
    const { operator, host, lead, corridorId, hub } = of;
    const purpose = 'CANARY-purpose-7f3a';
    const grantId = await give(host, 'report', { purpose });
    for (const reader of [operator.field, host.coordinator, lead.coordinator]) {
      const { data } = done(await reader.get<Grants>(`/corridors/${corridorId}/grants`));
      expect(data.find(({ id }) => id === grantId)?.purpose).toBe(purpose);
    }
    expect(await whereabouts(hub, purpose)).toEqual(['corridor_grant']);
    await end(grantId);
    expect(done(await host.coordinator.get<Grants>(`/corridors/${corridorId}/grants`)).data.map(({ id }) => id)).not.toContain(grantId);
    const history = done(await host.coordinator.get<Grants>(`/corridors/${corridorId}/grants?ended=shown`));
    expect(history.data.find(({ id }) => id === grantId)?.endedAt).not.toBeNull();
  });

  it('between two others is not shown, nor explained, to a third', async () => {
    const { operator, host, lead, corridorId } = of;
    const grantId = done(await lead.coordinator.send<{ grantId: string }>('corridor.grant.give', {
      corridorId, institutionId: lead.institutionId, readerInstitutionId: host.institutionId, dataClass: 'report', purpose: 'Between us',
    })).grantId;
    expect(done(await operator.coordinator.get<Grants>(`/corridors/${corridorId}/grants?ended=shown`)).data.map(({ id }) => id)).not.toContain(grantId);
    const search = new URLSearchParams({ institutionId: lead.institutionId, readerInstitutionId: host.institutionId, dataClass: 'report' });
    expect((await operator.coordinator.get(`/corridors/${corridorId}/sharing/explanation?${search.toString()}`)).status).toBe(403);
  });
});

describe('why somebody can see something', () => {
  it('is that it is theirs, that they host, a grant with its terms, or nothing', async () => {
    const { operator, host, lead } = of;
    expect(await explain(lead, 'position')).toMatchObject({ sees: 'nothing', grounds: [] });
    expect(await explain(operator, 'position')).toMatchObject({ sees: 'own', grounds: [{ kind: 'own' }] });
    const all = await give(null, 'position', { purpose: 'For everybody', precisionMetres: 10_000, delaySeconds: 7_200 });
    const alone = await give(lead, 'position', { purpose: 'For the lead', precisionMetres: 500, retentionDays: 30 });
    const explained = await explain(lead, 'position');
    expect(explained).toMatchObject({ sees: 'grant', precisionMetres: 500, delaySeconds: 0, retentionDays: 30 });
    expect(explained.grounds.map(({ grant }) => [grant?.id, grant?.purpose])).toEqual([[alone, 'For the lead'], [all, 'For everybody']]);
    expect(await explain(host, 'position')).toMatchObject({ sees: 'grant', precisionMetres: 10_000, retentionDays: null });
    await Promise.all([end(all), end(alone)]);
  });

  it('is told of one event as well, and what ended says so', async () => {
    const { operator, host, lead, corridorId } = of;
    const why = async (eventId: string, reader: Organisation): Promise<[string, number]> => {
      const { sees, grants } = done(await of.lead.coordinator.get<{ sees: string; grants: unknown[] }>(`/corridors/${corridorId}/sharing/events/${eventId}?readerInstitutionId=${reader.institutionId}`));
      return [sees, grants.length];
    };
    const grantId = await give(lead, 'stock');
    const eventId = await tell();
    expect([await why(eventId, operator), await why(eventId, lead), await why(eventId, host)]).toEqual([['own', 0], ['grant', 1], ['nothing', 0]]);
    await end(grantId);
    expect(await why(eventId, lead)).toEqual(['ended', 1]);
    const [known] = done(await lead.coordinator.get<{ data: { id: string; type: string }[] }>(`/streams/${of.stream}/events?after=earliest`)).data.filter(({ type }) => type === 'corridor.unit.changed.v1');
    expect(await why(known?.id ?? '', host)).toEqual(['members', 0]);
    const unknown = await lead.coordinator.get(`/corridors/${corridorId}/sharing/events/${corridorId}?readerInstitutionId=${host.institutionId}`);
    expect(unknown.body).toMatchObject({ code: 'event_unknown' });
  });
});
