import { enter, type Someone } from '../support/people.js';
import { aCorridor, aUnit, done, type TestCorridor } from './a-corridor.js';
import { aDeployment } from './a-deployment.js';

let of: TestCorridor;
/** The next shift, and one after it. */
let next: Someone;
let third: Someone;
beforeAll(async () => {
  of = await aCorridor();
  [next, third] = [await crew(), await crew()];
}, 240_000);
afterAll(() => of.hub.close());

interface Charge { personId: string | null; open: { kind: string; id: string }[]; tasks: { id: string; holderId: string; text: string }[] }
interface Note { id: string; state: string; text: string; readBack: string | null; open: { kind: string; id: string }[] }
interface Told { data: { type: string; data: Record<string, unknown> }[] }

async function crew(): Promise<Someone> {
  const { hub, administrator, corridorId, operator } = of;
  const person = await enter(hub, administrator, { name: 'Crew', institutionId: operator.institutionId });
  done(await administrator.send('corridor.post.assign', { corridorId, institutionId: operator.institutionId, personId: person.personId, post: 'field' }));
  return person;
}

/** A deployment with the field post in charge. */
async function inCharge(name: string): Promise<string> {
  const { unitId } = done(await of.operator.coordinator.send<{ unitId: string }>('corridor.unit.register', aUnit(of.corridorId, of.operator.institutionId, name)));
  const deploymentId = await aDeployment(of, 'operational', unitId);
  done(await of.operator.field.send('corridor.charge.take', { deploymentId }));
  return deploymentId;
}

async function charge(deploymentId: string): Promise<Charge> {
  return done(await of.operator.field.get<Charge>(`/deployments/${deploymentId}/charge`));
}

async function write(deploymentId: string, to = next, text = 'canary: watch the generator'): Promise<string> {
  return done(await of.operator.field.send<{ handoverId: string }>('corridor.handover.write', { deploymentId, toPersonId: to.personId, text })).handoverId;
}

async function open(deploymentId: string, text: string): Promise<string> {
  return done(await of.operator.field.send<{ taskId: string }>('corridor.task.open', { deploymentId, text })).taskId;
}

const code = ({ status, body }: { status: number; body: Record<string, unknown> }): [number, unknown] => [status, body['code']];

describe('a handover between two shifts', () => {
  it('leaves the sender in charge until the receiver has read it back and accepted it; then all that is open is theirs', async () => {
    const { field } = of.operator;
    const deploymentId = await inCharge('Mobile hospital 2');
    const taskId = await open(deploymentId, 'canary: call the lender of the oxygen');
    const { legId } = done(await field.send<{ legId: string }>('corridor.leg.plan', { deploymentId, from: { centreId: of.centreId }, to: { point: { latitude: 37, longitude: 75 }, zone: 'Asia/Shanghai' }, departure: '2027-02-01T08:00', arrival: '2027-02-01T18:00' }));
    const handoverId = await write(deploymentId);

    expect(code(await next.send('corridor.handover.accept', { deploymentId, handoverId }))).toEqual([409, 'handover_state']);
    expect(code(await field.send('corridor.handover.read_back', { deploymentId, handoverId, text: 'me' }))).toEqual([409, 'not_of_handover']);
    done(await next.send('corridor.handover.read_back', { deploymentId, handoverId, text: 'canary: generator, oxygen' }));
    expect(code(await third.send('corridor.handover.accept', { deploymentId, handoverId }))).toEqual([409, 'not_of_handover']);
    expect((await charge(deploymentId)).personId).toBe(field.personId);

    done(await next.send('corridor.handover.accept', { deploymentId, handoverId }));
    const stands = await charge(deploymentId);
    expect(stands).toMatchObject({ personId: next.personId, tasks: [{ id: taskId, holderId: next.personId }] });
    expect(stands.open).toEqual([{ kind: 'leg', id: legId }, { kind: 'task', id: taskId }]);
    const [note] = done(await next.get<{ data: Note[] }>(`/deployments/${deploymentId}/handovers`)).data;
    expect(note).toMatchObject({ id: handoverId, state: 'accepted', text: 'canary: watch the generator', readBack: 'canary: generator, oxygen', open: stands.open });

    const told = done(await of.host.coordinator.get<Told>(`/streams/deployment:${deploymentId}/events?after=earliest&limit=250`)).data;
    expect(told.filter(({ type }) => type === 'corridor.handover.moved.v1').map(({ data }) => [data['to'], data['open']])).toEqual([['written', 2], ['read_back', 2], ['accepted', 2]]);
    expect(told.filter(({ type }) => type === 'corridor.charge.taken.v1').at(-1)?.data).toMatchObject({ personId: next.personId, beforePersonId: field.personId, handoverId });
    expect(JSON.stringify(told)).not.toContain('canary');
    expect(of.hub.journal.join()).not.toContain('canary');
  });

  it('is not accepted when something came up since: the sender amends it, and it is read back anew', async () => {
    const { field } = of.operator;
    const deploymentId = await inCharge('Mobile hospital 3');
    const handoverId = await write(deploymentId);
    done(await next.send('corridor.handover.read_back', { deploymentId, handoverId, text: 'understood' }));
    const taskId = await open(deploymentId, 'the pump leaks');
    const refused = await next.send('corridor.handover.accept', { deploymentId, handoverId });
    expect([code(refused), refused.body['details']]).toMatchObject([[409, 'handover_outdated'], { missing: [{ kind: 'task', id: taskId }] }]);
    done(await field.send('corridor.handover.amend', { deploymentId, handoverId, text: 'and the pump' }));
    expect(code(await next.send('corridor.handover.accept', { deploymentId, handoverId }))).toEqual([409, 'handover_state']);
    done(await next.send('corridor.handover.read_back', { deploymentId, handoverId, text: 'the pump leaks' }));
    done(await next.send('corridor.handover.accept', { deploymentId, handoverId }));
    done(await next.send('corridor.task.close', { deploymentId, taskId }));
    expect((await charge(deploymentId)).tasks).toEqual([]);
  });

  it('goes back with a reason, to another receiver, or is withdrawn; and there is one at a time', async () => {
    const { field, coordinator } = of.operator;
    const deploymentId = await inCharge('Mobile hospital 4');
    const handoverId = await write(deploymentId);
    expect(code(await field.send('corridor.handover.write', { deploymentId, toPersonId: third.personId, text: 'two' }))).toEqual([409, 'handover_open']);
    done(await next.send('corridor.handover.return', { deploymentId, handoverId, reason: 'I am ill' }));
    expect(code(await next.send('corridor.handover.read_back', { deploymentId, handoverId, text: 'yes' }))).toEqual([409, 'handover_state']);
    done(await field.send('corridor.handover.amend', { deploymentId, handoverId, toPersonId: third.personId }));
    expect(code(await next.send('corridor.handover.read_back', { deploymentId, handoverId, text: 'yes' }))).toEqual([409, 'not_of_handover']);
    done(await field.send('corridor.handover.withdraw', { deploymentId, handoverId }));
    expect((await charge(deploymentId)).personId).toBe(field.personId);
    expect(code(await field.send('corridor.handover.write', { deploymentId, toPersonId: of.host.field.personId, text: 'no' }))).toEqual([409, 'receiver_unfit']);
    expect(code(await next.send('corridor.handover.write', { deploymentId, toPersonId: field.personId, text: 'no' }))).toEqual([409, 'not_in_charge']);
    expect(code(await next.send('corridor.charge.take', { deploymentId }))).toEqual([409, 'in_charge_already']);
    // Whoever coordinates takes over from somebody who cannot hand over, and the note of that one ends.
    const left = await write(deploymentId);
    done(await coordinator.send('corridor.charge.take', { deploymentId, reason: 'the field lead is in hospital' }));
    expect((await charge(deploymentId)).personId).toBe(coordinator.personId);
    expect(code(await next.send('corridor.handover.read_back', { deploymentId, handoverId: left, text: 'late' }))).toEqual([409, 'handover_state']);
  });

  it('is for the crew: neither the host nor who belongs to the operator reads its words', async () => {
    const deploymentId = await inCharge('Mobile hospital 5');
    for (const visitor of [of.host.coordinator, of.operator.affiliate, of.operator.protection, of.lead.coordinator]) {
      expect((await visitor.get(`/deployments/${deploymentId}/handovers`)).status).toBe(403);
      expect((await visitor.get(`/deployments/${deploymentId}/charge`)).status).toBe(403);
    }
  });

  it('takes over the alerts that the sender had in hand', async () => {
    const { field, coordinator, institutionId } = of.operator;
    const deploymentId = await inCharge('Mobile hospital 6');
    const { alertId } = done(await field.send<{ alertId: string }>('corridor.alert.raise', { corridorId: of.corridorId, institutionId, deploymentId, severity: 'moderate', headline: 'Generator down' }));
    done(await coordinator.send('corridor.alert.assign', { alertId, personId: field.personId }));
    const handoverId = await write(deploymentId);
    done(await next.send('corridor.handover.read_back', { deploymentId, handoverId, text: 'generator' }));
    done(await next.send('corridor.handover.accept', { deploymentId, handoverId }));
    expect((await charge(deploymentId)).open).toEqual([{ kind: 'alert', id: alertId }]);
    expect(done(await next.get<{ assigneeId: string; state: string }>(`/alerts/${alertId}`))).toMatchObject({ assigneeId: next.personId, state: 'assigned' });
  });
});

describe('many at once', () => {
  it('puts one of ten in charge who take it at once, and accepts a handover once', async () => {
    const { unitId } = done(await of.operator.coordinator.send<{ unitId: string }>('corridor.unit.register', aUnit(of.corridorId, of.operator.institutionId, 'Mobile hospital 7')));
    const deploymentId = await aDeployment(of, 'operational', unitId);
    await Promise.all(Array.from({ length: 10 }, (_, at) => (at % 2 === 0 ? next : third).send('corridor.charge.take', { deploymentId })));
    const holder = (await charge(deploymentId)).personId === next.personId ? next : third;
    const receiver = holder === next ? third : next;
    const { handoverId } = done(await holder.send<{ handoverId: string }>('corridor.handover.write', { deploymentId, toPersonId: receiver.personId, text: 'all quiet' }));
    done(await receiver.send('corridor.handover.read_back', { deploymentId, handoverId, text: 'all quiet' }));
    const answers = await Promise.all([
      ...Array.from({ length: 5 }, () => receiver.send('corridor.handover.accept', { deploymentId, handoverId })), holder.send('corridor.handover.withdraw', { deploymentId, handoverId }),
    ]);
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    const told = done(await holder.get<Told>(`/streams/deployment:${deploymentId}/events?after=earliest&limit=250`)).data.filter(({ type }) => type === 'corridor.charge.taken.v1');
    expect(told.length).toBe(answers[5]?.status === 200 ? 1 : 2);
  });
});
