import { aCorridor, aUnit, done, type TestCorridor } from './a-corridor.js';
import { aDeployment } from './a-deployment.js';
import { aDevice } from './a-device.js';
import { DAY, encounters, count } from './a-report.js';

/** Words of people that leave by no export in FHIR. */
export const CANARY = 'canary-of-a-person-41d7';
/** What a spreadsheet would take for a formula. */
export const FORMULA = '=HYPERLINK("http://example.org","x")';

/** A corridor in which there is something of everything, by the public doors. */
export interface FullCorridor extends TestCorridor {
  readonly deploymentId: string;
  readonly legId: string;
  readonly trackerId: string;
  readonly equipmentId: string;
  readonly reportId: string;
  readonly shipmentId: string;
  /** A unit of the operator that is on no deployment. */
  readonly secondUnitId: string;
}

export async function aFullCorridor(): Promise<FullCorridor> {
  const of = await aCorridor();
  const { operator, host, corridorId, unitId, centreId } = of;
  const send = async <T = unknown>(name: string, input: object): Promise<T> => done(await operator.coordinator.send<T>(name, input as Record<string, unknown>));
  done(await host.coordinator.send('corridor.centre.change', {
    centreId, names: { zh: '喀什中心' }, outsideIds: [{ system: 'A register with blanks', value: '17 & 18' }],
    hours: [{ weekday: 1, from: '08:00', to: '20:00' }, { weekday: 7, from: '22:00', to: '06:00' }, { weekday: 3, from: '00:00', to: '00:00' }],
  }));
  const { unitId: secondUnitId } = await send<{ unitId: string }>('corridor.unit.register', aUnit(corridorId, operator.institutionId, FORMULA));
  const { trackerId } = await aDevice(of);
  const { equipmentId } = await send<{ equipmentId: string }>('corridor.equipment.register', { unitId, kind: 'ventilator', name: CANARY, serialNumber: 'V-1', udi: '(01)07610221010301', manufacturer: 'Maker', model: 'M2', firmware: '2.1.0' });
  const deploymentId = await aDeployment(of, 'mobilising');
  const { legId } = await send<{ legId: string }>('corridor.leg.plan', { deploymentId, from: { point: { latitude: 33.6, longitude: 73.04 }, zone: 'Asia/Karachi' }, to: { centreId }, departure: '2026-12-01T06:30', arrival: '2026-12-01T22:00' });
  await goOn(of, deploymentId);
  done(await operator.field.send('corridor.position.report', { unitId, fixTime: new Date(Date.now() - 60_000).toISOString(), latitude: 37.7712345, longitude: 75.2298765, accuracy: 8 }));
  const readings = { 'beds.adult_icu.baseline': 6, 'beds.adult_icu.available': 2, 'facility.state': 'compromised', 'facility.clinical': 'full', 'service.surgery': 'yellow', 'activity.admissions': 4, 'staff.nurse': 12, 'oxygen.demand': 12.5 };
  done(await operator.field.send('corridor.board.report', { unitId, readings: [...Object.entries(readings).map(([field, value]) => ({ field, value })), { field: 'beds.burn.available', value: 3, asOf: new Date(Date.now() - 40 * 86_400_000).toISOString() }] }));
  const [shipmentId, reportId] = [await supplies(of, secondUnitId), await aReport(of, deploymentId)];
  return { ...of, deploymentId, legId, trackerId, equipmentId, reportId, shipmentId, secondUnitId };
}

async function goOn({ operator }: TestCorridor, deploymentId: string): Promise<void> {
  for (const [verb, input] of [['depart', {}], ['divert', { reason: CANARY }], ['resume', {}], ['arrive', { registrationNumber: 'XJ-2026-17' }], ['set_up', {}], ['open', {}]] as const) {
    done(await operator.coordinator.send(`corridor.deployment.${verb}`, { deploymentId, ...input }));
  }
}

/** Stock that came, went over to another unit, and is on its way to a centre. @returns the shipment */
async function supplies({ operator, corridorId, unitId, centreId }: TestCorridor, secondUnitId: string): Promise<string> {
  const { itemId } = done(await operator.coordinator.send<{ itemId: string }>('corridor.item.register', { corridorId, code: { system: 'http://snomed.info/sct', value: '387517004' }, name: 'Paracetamol, 500 mg "film"', unit: '{tablet}' }));
  const stock = async (verb: string, input: object): Promise<unknown> => done(await operator.coordinator.send(`corridor.stock.${verb}`, { itemId, ...input }));
  const tablets = (value: number): object => ({ quantity: { value, unit: '{tablet}' } });
  await stock('receive', { unitId, lot: 'A', expiresOn: '2029-01-31', ...tablets(500) });
  await stock('transfer', { corridorId, from: { unitId }, to: { unitId: secondUnitId }, ...tablets(120) });
  await stock('adjust', { unitId, lot: 'A', counted: { value: 370, unit: '{tablet}' }, reason: CANARY });
  const { shipmentId } = done(await operator.coordinator.send<{ shipmentId: string }>('corridor.shipment.prepare', { corridorId, from: { unitId }, to: { centreId }, lines: [{ itemId, ...tablets(60) }, { itemId, ...tablets(40) }] }));
  done(await operator.coordinator.send('corridor.shipment.add_paper', { corridorId, shipmentId, kind: 'import_permit', number: CANARY, countryCode: 'CN', issuedOn: '2026-11-01' }));
  done(await operator.coordinator.send('corridor.shipment.dispatch', { corridorId, shipmentId }));
  return shipmentId;
}

async function aReport({ hub, operator }: TestCorridor, deploymentId: string): Promise<string> {
  await hub.database.sql(`UPDATE corridor_deployment SET registered_at = '2026-11-01' WHERE id = $1`, [deploymentId]);
  await count(operator.field, deploymentId, [...encounters(30), ...encounters(2, { ageGroup: 'age_1_4', sex: 'male', items: [9, 10, 36] })]);
  return done(await operator.field.send<{ reportId: string }>('corridor.report.submit', { deploymentId, day: DAY, source: 'tally', needs: [56] })).reportId;
}
