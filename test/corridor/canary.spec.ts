import type { Socket } from 'socket.io-client';
import { enter, type Someone } from '../support/people.js';
import { until } from '../support/until.js';
import { aCorridor, aUnit, done, settled, type TestCorridor } from './a-corridor.js';
import { aDeployment } from './a-deployment.js';
import { anEncounter, DAY } from './a-report.js';
import { whereabouts } from './whereabouts.js';

let of: TestCorridor;
let deploymentId: string;
/** Crew of the operator, for the next shift. */
let next: Someone;
beforeAll(async () => {
  of = await aCorridor();
  const { hub, administrator, corridorId, operator } = of;
  next = await enter(hub, administrator, { name: 'Crew', institutionId: operator.institutionId });
  done(await administrator.send('corridor.post.assign', { corridorId, institutionId: operator.institutionId, personId: next.personId, post: 'field' }));
  // Somebody outside who is told of everything that they may hear of.
  done(await administrator.send('identity.role.grant', { personId: operator.affiliate.personId, role: 'integrator' }));
  done(await operator.affiliate.send('events.subscription.create', { name: 'canary', url: 'https://hooks.example.org/hub' }));
  deploymentId = await aDeployment(of, 'operational');
}, 240_000);
afterAll(() => of.hub.close());

type Written = Record<string, unknown>;
const canary = (field: string): string => `canary-${field} 7f3a`;

async function unit(name: string): Promise<string> {
  return done(await of.operator.coordinator.send<{ unitId: string }>('corridor.unit.register', aUnit(of.corridorId, of.operator.institutionId, name))).unitId;
}

/** Sends a command that must go well. */
async function send(who: Someone, command: string, input: Written): Promise<Written> {
  return done(await who.send(command, input));
}

/** The protected fields of a corridor: where each may stand in clear, and who writes it through which door. */
const fields: readonly (readonly [field: string, tables: readonly string[], write: () => Promise<unknown>])[] = [
  ['reason of a step', ['corridor_step'], () => send(of.operator.coordinator, 'corridor.deployment.constrain', { deploymentId, reason: canary('step') })],
  ['reason of a refusal', ['corridor_step'], async () => send(of.host.coordinator, 'corridor.deployment.decline', { deploymentId: await aDeployment(of, 'requested', await unit('Mobile hospital 2')), reason: canary('decline') })],
  ['registration number', ['corridor_registration'], () => send(of.host.coordinator, 'corridor.deployment.register', { deploymentId, registrationNumber: canary('registration') })],
  ['task and handover', ['corridor_handover', 'corridor_task'], handOver],
  ['headline, description, notes and reasons of an alert', ['corridor_alert', 'corridor_alert_step'], raiseByHand],
  ['line list note', ['corridor_restricted_line'], () => send(of.operator.field, 'corridor.tally.add', { deploymentId, encounters: [anEncounter({ items: [47], lineNote: canary('line') })] })],
  ['name of a free slot', ['corridor_report_slot', 'corridor_report'], nameSlot],
  ['purpose of a grant', ['corridor_grant'], () => send(of.operator.coordinator, 'corridor.grant.give', {
    corridorId: of.corridorId, institutionId: of.operator.institutionId, readerInstitutionId: null, dataClass: 'report', purpose: canary('purpose'),
  })],
  ['reason of a stock count, number of a paper, reason of giving up', ['corridor_stock_entry', 'corridor_shipment_paper', 'corridor_shipment'], keepStock],
  ['licence number', [], () => send(of.operator.coordinator, 'corridor.credential.enter', {
    corridorId: of.corridorId, institutionId: of.operator.institutionId, personId: of.operator.field.personId, profession: 'surgeon', hostCountry: 'CN', validFrom: '2026-01-01', validUntil: '2029-12-31',
    issuer: 'Council of Lahore', issuerCountry: 'PK', licenceNumber: canary('licence'),
  })],
  ['body of what the field brings and is not accepted', ['corridor_operation'], () => send(of.operator.field, 'corridor.field.submit', {
    deploymentId, operations: [{ clientId: 'tablet-1', counter: 1, at: '2024-11-20T08:00:00Z', command: 'corridor.deployment.arrive', input: { deploymentId, reason: canary('operation') } }],
  })],
  ['exit report', ['corridor_exit_report'], async () => {
    await send(of.operator.coordinator, 'corridor.deployment.begin_transition', { deploymentId });
    await send(of.operator.coordinator, 'corridor.exit_report.file', { deploymentId, text: canary('exit') });
  }],
];

async function handOver(): Promise<void> {
  const { field } = of.operator;
  await send(field, 'corridor.charge.take', { deploymentId });
  await send(field, 'corridor.task.open', { deploymentId, text: canary('task') });
  const { handoverId } = await send(field, 'corridor.handover.write', { deploymentId, toPersonId: next.personId, text: canary('handover') });
  await send(next, 'corridor.handover.read_back', { deploymentId, handoverId, text: canary('read-back') });
  await send(field, 'corridor.handover.return', { deploymentId, handoverId, reason: canary('return') });
}

async function raiseByHand(): Promise<void> {
  const raised = { corridorId: of.corridorId, institutionId: of.operator.institutionId, deploymentId, severity: 'minor', headline: canary('headline'), description: canary('description') };
  const { alertId } = await send(of.operator.coordinator, 'corridor.alert.raise', raised);
  await send(of.operator.coordinator, 'corridor.alert.acknowledge', { alertId, note: canary('note') });
  await send(of.operator.coordinator, 'corridor.alert.supersede', { alertId, messageType: 'cancel', reason: canary('cancel') });
}

async function nameSlot(): Promise<void> {
  await send(of.operator.coordinator, 'corridor.report.name_slots', { deploymentId, from: DAY, slots: [{ item: 19, name: canary('slot') }] });
  await send(of.operator.field, 'corridor.report.submit', { deploymentId, day: DAY, source: 'tally', needs: [51] });
}

async function keepStock(): Promise<void> {
  const { corridorId, operator, unitId, centreId } = of;
  const { itemId } = await send(operator.coordinator, 'corridor.item.register', { corridorId, code: { system: 'urn:example:items', value: 'vaccine' }, name: 'vaccine', unit: '{dose}' });
  await send(operator.field, 'corridor.stock.receive', { unitId, itemId, lot: 'V1', expiresOn: '2028-11-20', quantity: { value: 100, unit: '{dose}' } });
  await send(operator.field, 'corridor.stock.adjust', { unitId, itemId, lot: 'V1', counted: { value: 90, unit: '{dose}' }, reason: canary('adjust') });
  const { shipmentId } = await send(operator.field, 'corridor.shipment.prepare', { corridorId, from: { unitId }, to: { centreId }, lines: [{ itemId, quantity: { value: 10, unit: '{dose}' } }] });
  await send(operator.field, 'corridor.shipment.add_paper', { corridorId, shipmentId, kind: 'import_permit', number: canary('paper'), countryCode: 'CN', issuedOn: '2024-11-01' });
  await send(operator.field, 'corridor.shipment.cancel', { corridorId, shipmentId, reason: canary('give-up') });
}

/** Everything that a socket hears of the corridor and the deployment. */
async function listener(visitor: Someone): Promise<{ socket: Socket; heard: string[] }> {
  const socket = await visitor.socket();
  const heard: string[] = [];
  socket.onAny((...message: unknown[]) => void heard.push(JSON.stringify(message)));
  for (const stream of [of.stream, `deployment:${deploymentId}`]) heard.push(JSON.stringify(await socket.emitWithAck('stream.subscribe', { stream })));
  return { socket, heard };
}

/** All events of a door that answers page by page. */
async function events(visitor: Someone, path: string): Promise<string> {
  let text = '';
  for (let after = 'earliest'; ;) {
    const { data, iterator, done: whole } = done(await visitor.get<{ data: unknown[]; iterator: string | null; done: boolean }>(`${path}?after=${after}&limit=250`));
    text += JSON.stringify(data);
    if (whole || iterator === null || data.length === 0) return text;
    after = iterator;
  }
}

describe('what people write in a corridor for those alone who may read it', () => {
  it('stands in the tables of its own, and is in no frame, stream, feed, delivery, queue, receipt, journal or metric', async () => {
    const visitors = [of.administrator, of.lead.coordinator, of.operator.coordinator, of.operator.field, of.operator.affiliate, of.host.coordinator, of.host.protection];
    const lines = await Promise.all(visitors.map(listener));
    for (const [field, , write] of fields) await write().catch((cause: unknown) => { throw new Error(`the ${field} was not written`, { cause }); });
    await settled(of.hub);
    await until(() => lines.every(({ heard }) => heard.some((message) => message.includes('corridor.shipment.changed.v1') || message.includes('corridor.deployment.moved.v1'))));

    expect(lines.flatMap(({ heard }) => heard.filter((message) => message.includes('canary-')))).toEqual([]);
    const told = await Promise.all(visitors.flatMap((visitor) => [events(visitor, `/streams/${of.stream}/events`), events(visitor, `/streams/deployment:${deploymentId}/events`), events(visitor, '/feed/events')]));
    expect(told.filter((text) => text.includes('canary-'))).toEqual([]);
    expect(told[0]).toContain('corridor.alert.changed.v1');
    // Whoever comes late gets the state as it is now.
    const late = await Promise.all(visitors.map(listener));
    expect(late.flatMap(({ heard }) => heard).filter((text) => text.includes('"snapshot":{'))).toHaveLength(2 * visitors.length);
    expect(late.flatMap(({ heard }) => heard.filter((text) => text.includes('canary-')))).toEqual([]);
    for (const { socket } of [...lines, ...late]) socket.close();

    expect((await whereabouts(of.hub, 'canary-')).sort()).toEqual([...new Set(fields.flatMap(([, tables]) => tables))].sort());
  });
});
