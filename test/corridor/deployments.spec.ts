import { until } from '../support/until.js';
import { aCorridor, aUnit, done, settled, type TestCorridor } from './a-corridor.js';
import { aDeployment, SITE, step, type Stepped } from './a-deployment.js';

let of: TestCorridor;
beforeAll(async () => {
  of = await aCorridor();
}, 240_000);
afterAll(() => of.hub.close());

interface Step { version: number; from: string | null; to: string; actor: string; reason: string | null; guards: string[] }
interface Told { data: { type: string; data: Record<string, unknown> }[] }

async function anotherUnit(name: string): Promise<string> {
  return done(await of.operator.coordinator.send<{ unitId: string }>('corridor.unit.register', aUnit(of.corridorId, of.operator.institutionId, name))).unitId;
}

async function steps(deploymentId: string): Promise<Step[]> {
  return done(await of.operator.coordinator.get<{ data: Step[] }>(`/deployments/${deploymentId}/steps`)).data;
}

describe('a deployment from the plan to the exit report', () => {
  it('goes the whole way, tells both streams of each step, and keeps who took it, when and why', async () => {
    const { operator, host } = of;
    const unitId = await anotherUnit('Mobile hospital 2');
    const deploymentId = await aDeployment(of, 'arrived', unitId);
    for (const [verb, input] of [['set_up', {}], ['open', {}], ['constrain', { reason: 'canary: no water since noon' }], ['relieve', {}], ['begin_transition', {}], ['demobilise', {}]] as const) {
      done(await step(operator.coordinator, deploymentId, verb, input));
    }
    const early = await step(operator.coordinator, deploymentId, 'close');
    expect([early.status, early.body]).toMatchObject([409, { code: 'exit_report_missing' }]);
    done(await operator.field.send('corridor.exit_report.file', { deploymentId, text: 'canary: what we did', figures: { consultations: 812, deaths: 0 }, handedOverTo: host.institutionId }));
    expect(done(await step(operator.coordinator, deploymentId, 'close')).state).toBe('closed');

    const taken = await steps(deploymentId);
    expect(taken.map(({ to }) => to)).toEqual([
      'planned', 'requested', 'accepted', 'mobilising', 'in_transit', 'arrived', 'setting_up', 'operational', 'constrained', 'operational', 'transitioning', 'demobilising', 'closed',
    ]);
    expect(taken.map(({ version }) => version)).toEqual(taken.map((_, at) => at + 1));
    expect(taken[2]).toMatchObject({ actor: `person:${host.coordinator.personId}`, guards: ['the unit is in service', 'the unit is on no other deployment under way'] });
    expect(taken[8]?.reason).toBe('canary: no water since noon');

    const [own, whole] = [
      done(await host.coordinator.get<Told>(`/streams/deployment:${deploymentId}/events?after=earliest`)).data, done(await host.coordinator.get<Told>(`/streams/${of.stream}/events?after=earliest&limit=250`)).data,
    ];
    expect(own.filter(({ type }) => type === 'corridor.deployment.stepped.v1').map(({ data }) => data['to'])).toEqual(taken.map(({ to }) => to));
    const moved = whole.filter(({ type, data }) => type === 'corridor.deployment.moved.v1' && data['deploymentId'] === deploymentId);
    expect(moved.map(({ data }) => data['version'])).toEqual(taken.map(({ version }) => version));
    expect(JSON.stringify([own, whole])).not.toContain('canary');
    expect(of.hub.journal.join()).not.toContain('canary');

    const papers = done(await host.coordinator.get<{ registration: { number: string }; exitReport: { figures: unknown } }>(`/deployments/${deploymentId}/papers`));
    expect(papers).toMatchObject({ registration: { number: 'XJ-2026-17' }, exitReport: { revision: 1, text: 'canary: what we did', figures: { consultations: 812, deaths: 0 } } });
    expect((await step(operator.coordinator, deploymentId, 'evacuate', { reason: 'late' })).body).toMatchObject({ code: 'deployment_state', details: { state: 'closed' } });
  });

  it('needs the host of the very country, and a host that is one', async () => {
    const { operator, host, lead, unitId } = of;
    const elsewhere = await operator.coordinator.send('corridor.deployment.plan', { unitId, hostId: host.institutionId, site: { ...SITE, countryCode: 'KZ' } });
    expect([elsewhere.status, elsewhere.body['code']]).toEqual([409, 'host_of_elsewhere']);
    const none = await operator.coordinator.send('corridor.deployment.plan', { unitId, hostId: lead.institutionId, site: { ...SITE, countryCode: 'KZ' } });
    expect([none.status, none.body['code']]).toEqual([409, 'not_a_member']);
  });

  it('lets the host alone accept, and nobody set out before that', async () => {
    const { operator, host, lead } = of;
    const deploymentId = await aDeployment(of, 'requested', await anotherUnit('Mobile hospital 3'));
    expect((await step(operator.coordinator, deploymentId, 'mobilise')).body).toMatchObject({ code: 'deployment_state', details: { state: 'requested', needs: ['accepted'] } });
    for (const visitor of [operator.coordinator, lead.coordinator, host.field, host.affiliate]) expect((await step(visitor, deploymentId, 'accept')).status).toBe(403);
    expect((await step(of.stranger, deploymentId, 'accept')).status).toBe(404);
    expect(done(await step(host.coordinator, deploymentId, 'decline', { reason: 'enough beds here' })).state).toBe('declined');
    expect((await step(host.coordinator, deploymentId, 'accept')).body).toMatchObject({ code: 'deployment_state' });
  });

  it('does not set up before the host has registered the unit, whose number only the parties read', async () => {
    const { operator, host } = of;
    const deploymentId = await aDeployment(of, 'in_transit', await anotherUnit('Mobile hospital 4'));
    done(await step(operator.field, deploymentId, 'arrive'));
    expect((await step(operator.field, deploymentId, 'set_up')).body).toMatchObject({ code: 'not_registered' });
    done(await step(host.coordinator, deploymentId, 'register', { registrationNumber: 'canary-XJ-9' }));
    expect(done(await step(operator.field, deploymentId, 'set_up')).state).toBe('setting_up');
    expect(JSON.stringify(await host.coordinator.get(`/streams/deployment:${deploymentId}/events?after=earliest`))).not.toContain('canary');
    expect((await host.affiliate.get(`/deployments/${deploymentId}`)).status).toBe(200);
    expect((await host.affiliate.get(`/deployments/${deploymentId}/papers`)).status).toBe(403);
    expect((await of.lead.field.get(`/deployments/${deploymentId}/steps`)).status).toBe(403);
    done(await step(host.coordinator, deploymentId, 'evacuate', { reason: 'the river rises' }));
  });

  it('goes on to another site when it was diverted, within the country of the host', async () => {
    const { operator } = of;
    const deploymentId = await aDeployment(of, 'in_transit', await anotherUnit('Mobile hospital 5'));
    done(await step(operator.field, deploymentId, 'divert', { reason: 'the pass is shut' }));
    expect((await step(operator.coordinator, deploymentId, 'resume', { site: { ...SITE, countryCode: 'KZ' } })).body).toMatchObject({ code: 'host_of_elsewhere' });
    done(await step(operator.coordinator, deploymentId, 'resume', { site: { ...SITE, name: 'Kashgar square', centreId: of.centreId } }));
    expect(done(await operator.affiliate.get(`/deployments/${deploymentId}`))).toMatchObject({ state: 'in_transit', site: { name: 'Kashgar square', centreId: of.centreId } });
    done(await step(operator.coordinator, deploymentId, 'cancel', { reason: 'not needed' }));
  });

  it('refuses an act on a version that has moved on, and says how it stands', async () => {
    const { operator, host } = of;
    const deploymentId = await aDeployment(of, 'requested', await anotherUnit('Mobile hospital 6'));
    expect((await step(host.coordinator, deploymentId, 'accept', { version: 1 })).body).toMatchObject({ code: 'conflict', details: { state: 'requested', version: 2 } });
    expect(done(await step(host.coordinator, deploymentId, 'accept', { version: 2 })).version).toBe(3);
    done(await step(operator.coordinator, deploymentId, 'cancel', { version: 3, reason: 'not needed' }));
  });

  it('does not accept a unit that is out of service', async () => {
    const unitId = await anotherUnit('Mobile hospital 7');
    const deploymentId = await aDeployment(of, 'requested', unitId);
    done(await of.operator.coordinator.send('corridor.unit.change', { unitId, state: 'out_of_service' }));
    expect((await step(of.host.coordinator, deploymentId, 'accept')).body).toMatchObject({ code: 'unit_unfit' });
  });
});

describe('the end of a deployment', () => {
  it('waits until nobody waits for anything of it: tasks, a handover, a shipment to the unit, a device of others; the unit\'s own things go home with it', async () => {
    const { operator, host } = of;
    const unitId = await anotherUnit('Mobile hospital 12');
    const deploymentId = await aDeployment(of, 'demobilising', unitId);
    done(await operator.field.send('corridor.exit_report.file', { deploymentId, text: 'what we did', figures: {} }));
    done(await operator.field.send('corridor.charge.take', { deploymentId }));
    const { taskId } = done(await operator.field.send<{ taskId: string }>('corridor.task.open', { deploymentId, text: 'canary: give the tents back' }));
    const { handoverId } = done(await operator.field.send<{ handoverId: string }>('corridor.handover.write', { deploymentId, toPersonId: operator.coordinator.personId, text: 'canary: all yours' }));
    const lent = done(await host.field.send<{ equipmentId: string }>('corridor.equipment.register', { centreId: of.centreId, kind: 'generator', name: 'Generator', serialNumber: 'L-1', manufacturer: 'Maker' })).equipmentId;
    done(await host.field.send('corridor.equipment.move', { equipmentId: lent, to: { unitId } }));
    done(await operator.field.send('corridor.equipment.register', { unitId, kind: 'generator', name: 'Generator', serialNumber: 'O-1', manufacturer: 'Maker' }));
    const shipmentId = await sentTo(unitId);

    const early = await step(operator.coordinator, deploymentId, 'close');
    expect([early.status, early.body]).toMatchObject([409, {
      code: 'deployment_unfinished', details: { tasks: 1, handovers: 1, shipments: 1, devices: 1 },
      detail: 'The deployment cannot be closed yet: there is still 1 open task, 1 handover not accepted, 1 shipment on the way to the unit, 1 device of another organisation at the unit.',
    }]);
    done(await operator.field.send('corridor.task.close', { deploymentId, taskId }));
    done(await operator.field.send('corridor.handover.withdraw', { deploymentId, handoverId }));
    done(await operator.field.send('corridor.shipment.receive', { corridorId: of.corridorId, shipmentId }));
    expect((await step(operator.coordinator, deploymentId, 'close')).body).toMatchObject({ code: 'deployment_unfinished', details: { tasks: 0, handovers: 0, shipments: 0, devices: 1 } });
    done(await host.field.send('corridor.equipment.move', { equipmentId: lent, to: { centreId: of.centreId } }));
    expect(done(await step(operator.coordinator, deploymentId, 'close')).state).toBe('closed');
  });

  it('takes back what the unit asked for, and frees who promised it; nobody waits for that to leave a place that is not safe', async () => {
    const { operator, host, corridorId } = of;
    const unitId = await anotherUnit('Mobile hospital 13');
    const deploymentId = await aDeployment(of, 'operational', unitId);
    done(await operator.field.send('corridor.charge.take', { deploymentId }));
    done(await operator.field.send('corridor.task.open', { deploymentId, text: 'call the lender' }));
    done(await host.field.send('corridor.board.report', { centreId: of.centreId, readings: [{ field: 'beds.burn.available', value: 4 }] }));
    const ask = async (amount: number): Promise<string> => done(await operator.field.send<{ requestId: string }>('corridor.capacity.request', { corridorId, unitId, need: { kind: 'beds', code: 'burn' }, amount, until: new Date(Date.now() + 86_400_000).toISOString(), urgency: 'urgent' })).requestId;
    const [filled, open] = [await ask(2), await ask(2)];
    const offers = await Promise.all([filled, open].map(async (requestId) => done(await host.coordinator.send<{ offerId: string }>('corridor.offer.make', { corridorId, requestId, from: { centreId: of.centreId }, amount: 2 })).offerId));
    done(await operator.coordinator.send('corridor.offer.accept', { corridorId, offerId: offers[0] }));
    expect(done(await step(host.coordinator, deploymentId, 'evacuate', { reason: 'the river rises' })).state).toBe('evacuated');
    const read = async (requestId: string): Promise<unknown> => {
      const { state, offers: made } = done(await operator.coordinator.get<{ state: string; offers: { state: string }[] }>(`/corridors/${corridorId}/requests/${requestId}`));
      return [state, made.map((one) => one.state)];
    };
    expect([await read(filled), await read(open)]).toEqual([['withdrawn', ['lapsed']], ['withdrawn', ['lapsed']]]);
  });
});

/** Stock of the centre that is on its way to a unit. */
async function sentTo(unitId: string): Promise<string> {
  const { host, corridorId, centreId } = of;
  const { itemId } = done(await of.operator.coordinator.send<{ itemId: string }>('corridor.item.register', { corridorId, code: { system: 'urn:example:items', value: 'gauze' }, name: 'Gauze', unit: '{piece}' }));
  done(await host.field.send('corridor.stock.receive', { centreId, itemId, lot: 'G1', quantity: { value: 50, unit: '{piece}' } }));
  const { shipmentId } = done(await host.field.send<{ shipmentId: string }>('corridor.shipment.prepare', { corridorId, from: { centreId }, to: { unitId }, lines: [{ itemId, quantity: { value: 5, unit: '{piece}' } }] }));
  done(await host.field.send('corridor.shipment.dispatch', { corridorId, shipmentId }));
  return shipmentId;
}

describe('many at once', () => {
  it('lets one of twenty who accept at once do so, and keeps one step', async () => {
    const deploymentId = await aDeployment(of, 'requested', await anotherUnit('Mobile hospital 8'));
    const answers = await Promise.all(Array.from({ length: 20 }, () => step(of.host.coordinator, deploymentId, 'accept')));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(new Set(answers.filter(({ status }) => status !== 200).map(({ body }) => (body as unknown as { code: string }).code))).toEqual(new Set(['deployment_state']));
    expect((await steps(deploymentId)).filter(({ to }) => to === 'accepted')).toHaveLength(1);
  });

  it('accepts one of ten deployments of a unit that are accepted at once', async () => {
    const unitId = await anotherUnit('Mobile hospital 9');
    const ids = await Promise.all(Array.from({ length: 10 }, () => aDeployment(of, 'requested', unitId)));
    const answers = await Promise.all(ids.map((id) => step(of.host.coordinator, id, 'accept')));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(new Set(answers.filter(({ status }) => status !== 200).map(({ body }) => (body as unknown as { code: string }).code))).toEqual(new Set(['deployment_under_way']));
    const under = done(await of.operator.affiliate.get<{ data: { unitId: string }[] }>(`/corridors/${of.corridorId}/deployments?state=under_way&limit=250`)).data;
    expect(under.filter((one) => one.unitId === unitId)).toHaveLength(1);
  });
});

describe('a unit that is accepted and taken out of service at once', () => {
  it('is the one or the other, and never both', async () => {
    const { operator, host } = of;
    const pairs = await Promise.all(Array.from({ length: 8 }, async (_, at) => {
      const unitId = await anotherUnit(`Mobile hospital 11.${at}`);
      const deploymentId = await aDeployment(of, 'requested', unitId);
      return Promise.all([step(host.coordinator, deploymentId, 'accept'), operator.coordinator.send('corridor.unit.change', { unitId, state: 'out_of_service' })]);
    }));
    expect(pairs.map((both) => both.map(({ status }) => status).sort())).toEqual(pairs.map(() => [200, 409]));
  });
});

describe('who joins late', () => {
  it('is given how the deployment stands, and finds it in the snapshot of its corridor until it is over', async () => {
    const deploymentId = await aDeployment(of, 'accepted', await anotherUnit('Mobile hospital 10'));
    const socket = await of.lead.affiliate.socket();
    const own = await socket.emitWithAck('stream.subscribe', { stream: `deployment:${deploymentId}` }) as { data: { snapshot: { deployment: { state: string } } } };
    expect(own.data.snapshot.deployment).toMatchObject({ id: deploymentId, state: 'accepted', version: 3 });
    const whole = await socket.emitWithAck('stream.subscribe', { stream: of.stream }) as { data: { snapshot: { deployments: { id: string; state: string }[] } } };
    expect(whole.data.snapshot.deployments).toContainEqual(expect.objectContaining({ id: deploymentId, state: 'accepted' }));
    const heard: unknown[] = [];
    socket.on('events', (frame: { events: { type: string; data: { to?: string } }[] }) => void heard.push(...frame.events.map(({ data }) => data.to)));
    done(await step(of.operator.coordinator, deploymentId, 'cancel', { reason: 'not needed' }));
    await until(() => heard.filter((to) => to === 'cancelled').length === 2);
    socket.close();
    await settled(of.hub);
    expect(done(await of.lead.affiliate.get<Stepped>(`/deployments/${deploymentId}`)).state).toBe('cancelled');
  });
});
