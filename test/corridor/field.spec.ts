import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { verifyPack } from '#corridor/offline';
import { run } from '../support/spawn-hub.js';
import { aCorridor, aUnit, done, type TestCorridor } from './a-corridor.js';
import { aDeployment, step } from './a-deployment.js';

let of: TestCorridor;
beforeAll(async () => {
  // Few connections, so that a submission which waited for one that it holds itself would be seen.
  of = await aCorridor({ HUB_DATABASE_POOL: '8' });
}, 240_000);
afterAll(() => of.hub.close());

interface Operation { clientId: string; counter: number; at: string; command: string; input: Record<string, unknown>; baseVersion?: number }
interface Result { clientId: string; counter: number; status: string; first: string | null; code: string | null; operationId: string | null; output: Record<string, unknown> | null; there: Record<string, unknown> | null }
interface Answered { results: Result[]; gaps: { clientId: string; from: number; to: number }[] }
interface Kept { id: string; status: string; code: string; sent: Record<string, unknown>; there: { state: string; version: number } | null; settlement: string | null }

let clients = 0;
/** Operations of a device of its own, one after the other. */
function aDevice(deploymentId: string): (verb: string, input?: Record<string, unknown>, more?: Partial<Operation>) => Operation {
  const clientId = `tablet-${(clients += 1)}`;
  let counter = 0;
  return (verb, input = {}, more = {}) => {
    counter = more.counter ?? counter + 1;
    return { clientId, at: '2026-11-20T08:00:00Z', command: `corridor.${verb}`, input: { deploymentId, ...input }, ...more, counter };
  };
}

async function operational(name: string): Promise<string> {
  const { unitId } = done(await of.operator.coordinator.send<{ unitId: string }>('corridor.unit.register', aUnit(of.corridorId, of.operator.institutionId, name)));
  return aDeployment(of, 'operational', unitId);
}

async function submit(deploymentId: string, operations: readonly Operation[]): Promise<Answered> {
  return done(await of.operator.field.send<Answered>('corridor.field.submit', { deploymentId, operations }));
}

async function version(deploymentId: string): Promise<number> {
  return done(await of.operator.field.get<{ version: number }>(`/deployments/${deploymentId}`)).version;
}

async function kept(deploymentId: string, search = ''): Promise<Kept[]> {
  return done(await of.operator.coordinator.get<{ data: Kept[] }>(`/deployments/${deploymentId}/operations${search}`)).data;
}

/** What the program says of a pack. */
function check(pack: unknown, keys: unknown): Promise<{ code: number | null; output: string }> {
  const [packFile, keysFile] = [join(of.hub.folder, 'pack.json'), join(of.hub.folder, 'keys.json')];
  writeFileSync(packFile, JSON.stringify(pack));
  writeFileSync(keysFile, JSON.stringify({ data: keys }));
  return run(['verify', packFile, '--pack', '--keys', keysFile], {});
}

describe('a pack for the field', () => {
  it('holds what a crew needs without a line, and is known as the hub’s by its public key alone', async () => {
    const deploymentId = await operational('Mobile hospital 2');
    const pack = done(await of.operator.field.get<Record<string, unknown>>(`/deployments/${deploymentId}/pack`));
    expect(pack).toMatchObject({ form: 'corridor-pack/1', deployment: { id: deploymentId, state: 'operational' }, report: { form: 'mds50', freeSlots: {} }, rules: { mostOperations: 100 } });
    expect(pack['contacts']).toContainEqual({ institutionId: of.operator.institutionId, post: 'field', personIds: [of.operator.field.personId] });
    done(await of.administrator.send('corridor.pack_key.replace', {}));
    const listed = done(await of.stranger.get<{ data: { id: string; publicKey: string; retiredAt: string | null }[] }>('/pack-keys')).data;
    expect(listed.map(({ retiredAt }) => retiredAt === null)).toEqual([true, false]);
    const keys = new Map(listed.map(({ id, publicKey }) => [id, publicKey]));
    expect(verifyPack(pack, keys)).toEqual({ ok: true });
    expect(verifyPack({ ...pack, stock: [deploymentId] }, keys)).toEqual({ ok: false, fault: 'forged' });
    expect((await of.operator.affiliate.get(`/deployments/${deploymentId}/pack`)).status).toBe(403);
    const [good, bad] = [await check(pack, listed), await check({ ...pack, deployment: { ...(pack['deployment'] as object), more: 1 } }, listed)];
    expect([good.code, good.output]).toEqual([0, expect.stringContaining(`deployment ${deploymentId}`)]);
    expect([bad.code, bad.output]).toEqual([1, expect.stringContaining('did not sign')]);
  });
});

describe('what was done in the field', () => {
  it('was so when it was done, not when it arrived: hours later it is not the latest, and what lies a day ahead is refused', async () => {
    const deploymentId = await operational('Mobile hospital 8');
    const { unitId } = done(await of.operator.field.get<{ unitId: string }>(`/deployments/${deploymentId}`));
    const ago = (minutes: number): string => new Date(Date.now() - minutes * 60_000).toISOString();
    const [device, field] = [aDevice(deploymentId), 'beds.adult_icu.available'];
    done(await of.operator.field.send('corridor.board.report', { unitId, readings: [{ field, value: 0, asOf: ago(30) }] }));
    const report = (value: number, at: string, asOf: object = {}): Operation => ({ ...device('board.report', {}, { at }), input: { unitId, readings: [{ field, value, ...asOf }] } });
    const raised = { corridorId: of.corridorId, institutionId: of.operator.institutionId, headline: 'Flood', category: 'met', severity: 'severe', urgency: 'immediate', certainty: 'observed', unitId };
    const { results } = await submit(deploymentId, [report(2, ago(600)), report(1, ago(600), { asOf: ago(20) }), { ...device('alert.raise', {}, { at: ago(360) }), input: raised }, report(9, '2031-01-01T00:00:00Z')]);
    expect(results.map(({ status, code, output }) => [status, code, output?.['current']])).toEqual([['accepted', null, 0], ['accepted', null, 1], ['accepted', null, undefined], ['rejected', 'in_future', undefined]]);
    const { readings } = done(await of.operator.field.get<{ readings: { field: string; value: number; ageMinutes: number }[] }>(`/corridors/${of.corridorId}/boards/${unitId}`));
    expect(readings.find((one) => one.field === field)).toMatchObject({ value: 1, ageMinutes: expect.closeTo(20, 0) });
    const { data } = done(await of.operator.coordinator.get<{ data: { headline: string; observedAt: string }[] }>(`/corridors/${of.corridorId}/alerts`));
    expect(Date.now() - Date.parse(data.find(({ headline }) => headline === 'Flood')?.observedAt ?? '')).toBeGreaterThan(350 * 60_000);
  });

  it('is done in its order and answered one by one; brought a second time, all of it is known and nothing happens', async () => {
    const deploymentId = await operational('Mobile hospital 3');
    const [device, before] = [aDevice(deploymentId), await version(deploymentId)];
    const file = [
      device('charge.take'), device('task.open', { text: 'mend the tent' }), device('deployment.constrain', { reason: 'no power' }, { baseVersion: before }),
      // Another coordinator had it moved on meanwhile; the crew may not do this; nobody may bring that; and this is nothing.
      device('deployment.relieve', {}, { baseVersion: before }), device('deployment.demobilise'), device('field.submit', { operations: [] }), device('deployment.fly'), device('task.open', { text: '' }),
      device('deployment.relieve', {}, { baseVersion: before + 1 }),
    ];
    const first = await submit(deploymentId, file);
    expect(first.results.map(({ status, code }) => [status, code])).toEqual([
      ['accepted', null], ['accepted', null], ['accepted', null], ['conflict', 'conflict'], ['rejected', 'forbidden'], ['rejected', 'not_for_the_field'], ['rejected', 'not_for_the_field'], ['rejected', 'invalid_input'],
      ['accepted', null],
    ]);
    expect(first.results[3]?.there).toMatchObject({ id: deploymentId, state: 'constrained', version: before + 1 });
    expect(first.gaps).toEqual([]);
    const [stands, events] = [await version(deploymentId), await count(deploymentId)];
    expect(stands).toBe(before + 2);

    const again = await submit(deploymentId, file);
    expect(again.results.map(({ status, first: was }) => [status, was])).toEqual(first.results.map(({ status }) => ['duplicate', status]));
    expect(again.results.map(({ output, operationId }) => [output, operationId])).toEqual(first.results.map(({ output, operationId }) => [output, operationId]));
    expect([await version(deploymentId), await count(deploymentId)]).toEqual([stands, events]);
    expect(await kept(deploymentId)).toHaveLength(5);
  });

  it('shows what was sent and what was there side by side until somebody settles it', async () => {
    const deploymentId = await operational('Mobile hospital 4');
    const device = aDevice(deploymentId);
    done(await step(of.operator.coordinator, deploymentId, 'constrain', { reason: 'no water' }));
    const { results } = await submit(deploymentId, [device('deployment.constrain', { reason: 'canary: the well is dry' })]);
    expect(results[0]).toMatchObject({ status: 'conflict', code: 'deployment_state' });
    const [waiting] = await kept(deploymentId, '?open=true');
    expect(waiting).toMatchObject({ id: results[0]?.operationId, status: 'conflict', code: 'deployment_state', sent: { reason: 'canary: the well is dry' }, there: { state: 'constrained' } });
    done(await of.operator.coordinator.send('corridor.operation.settle', { deploymentId, operationId: waiting?.id, settlement: 'dropped', note: 'said already' }));
    expect(await kept(deploymentId, '?open=true')).toEqual([]);
    expect(await kept(deploymentId, '?open=false')).toMatchObject([{ settlement: 'dropped' }]);
    expect((await of.operator.coordinator.send('corridor.operation.settle', { deploymentId, operationId: waiting?.id, settlement: 'dropped' })).body).toMatchObject({ code: 'operation_unknown' });
    const told = JSON.stringify(done(await of.operator.coordinator.get(`/streams/deployment:${deploymentId}/events?after=earliest&limit=250`)));
    expect([told.includes('corridor.operation.kept.v1'), told.includes('corridor.operation.settled.v1'), told.includes('canary')]).toEqual([true, true, false]);
    expect(of.hub.journal.join()).not.toContain('canary');
    // The host is told nothing of it, and does not read it.
    expect(JSON.stringify(done(await of.host.coordinator.get(`/streams/deployment:${deploymentId}/events?after=earliest&limit=250`)))).not.toContain('corridor.operation');
    expect((await of.host.coordinator.get(`/deployments/${deploymentId}/operations`)).status).toBe(403);
  });

  it('tells what is missing between counters, and takes it when it comes', async () => {
    const deploymentId = await operational('Mobile hospital 5');
    const device = aDevice(deploymentId);
    const [one, , three, , , six] = Array.from({ length: 6 }, () => device('charge.take'));
    if (one === undefined || three === undefined || six === undefined) throw new Error('six were made');
    const { clientId } = one;
    expect((await submit(deploymentId, [one, three, six])).gaps).toEqual([{ clientId, from: 2, to: 2 }, { clientId, from: 4, to: 5 }]);
    const late = await submit(deploymentId, [{ ...one, counter: 2 }, { ...one, counter: 5 }]);
    expect(late).toMatchObject({ results: [{ status: 'accepted' }, { status: 'accepted' }], gaps: [{ clientId, from: 4, to: 4 }] });
  });

  it('keeps another operation that comes under a counter that was used, and does not carry it out', async () => {
    const deploymentId = await operational('Mobile hospital 6');
    const device = aDevice(deploymentId);
    const before = await version(deploymentId);
    await submit(deploymentId, [device('charge.take')]);
    const other = [device('deployment.constrain', { reason: 'no power' }, { counter: 1 })];
    expect((await submit(deploymentId, other)).results).toMatchObject([{ status: 'rejected', code: 'command_id_reused' }]);
    expect((await submit(deploymentId, other)).results).toMatchObject([{ status: 'duplicate', first: 'rejected', code: 'command_id_reused' }]);
    expect([await version(deploymentId), (await kept(deploymentId)).map(({ sent }) => sent['reason'])]).toEqual([before, ['no power']]);
  });

  it('refuses a submission that is none, with the field named, and changes nothing', async () => {
    const deploymentId = await operational('Mobile hospital 7');
    const device = aDevice(deploymentId);
    const [first, second] = [device('charge.take'), device('task.open', { text: 'null \0 byte' })];
    for (const [operations, pointer] of [[[{ ...first, counter: 2 }, first], '/operations'], [[first, second], '/operations/1/input'], [[{ ...first, clientId: 'a b' }], '/operations/0/clientId']] as const) {
      const refused = await of.operator.field.send('corridor.field.submit', { deploymentId, operations });
      expect([refused.status, JSON.stringify(refused.body)]).toEqual([400, expect.stringContaining(`"${pointer}"`)]);
    }
    expect((await of.operator.affiliate.send('corridor.field.submit', { deploymentId, operations: [first] })).status).toBe(403);
    expect(await count(deploymentId)).toBe(8);
  });
});

describe('many at once', () => {
  it('carries each operation out once, however often and from wherever a file is brought', async () => {
    const deploymentId = await operational('Mobile hospital 8');
    const device = aDevice(deploymentId);
    const file = [device('charge.take'), ...Array.from({ length: 10 }, (_, at) => device('task.open', { text: `task ${at}` }))];
    const answers = await Promise.all(Array.from({ length: 6 }, () => patiently(deploymentId, file)));
    const statuses = answers.flatMap(({ results }) => results.map(({ status }) => status));
    expect([statuses.filter((status) => status === 'accepted').length, statuses.filter((status) => status === 'duplicate').length]).toEqual([file.length, 5 * file.length]);
    expect(done(await of.operator.field.get<{ tasks: unknown[] }>(`/deployments/${deploymentId}/charge`)).tasks).toHaveLength(10);
  });

  it('never waits for itself: devices of a whole convoy come at once, and all are answered', async () => {
    const deploymentId = await operational('Mobile hospital 9');
    done(await of.operator.field.send('corridor.charge.take', { deploymentId }));
    const answers = await Promise.all(Array.from({ length: 16 }, (_, at) => patiently(deploymentId, [aDevice(deploymentId)('task.open', { text: `device ${at}` })])));
    expect(answers.every(({ results }) => results[0]?.status === 'accepted')).toBe(true);
  });
});

/** Comes back as long as the hub says that it has too much to do. */
async function patiently(deploymentId: string, operations: readonly Operation[]): Promise<Answered> {
  for (;;) {
    const answer = await of.operator.field.send<Answered>('corridor.field.submit', { deploymentId, operations });
    if (answer.status !== 429) return done(answer);
  }
}

async function count(deploymentId: string): Promise<number> {
  return done(await of.operator.coordinator.get<{ data: unknown[] }>(`/streams/deployment:${deploymentId}/events?after=earliest&limit=250`)).data.length;
}
