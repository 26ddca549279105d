import { WatchLegs } from '#corridor';
import { aCorridor, aUnit, done, type TestCorridor } from './a-corridor.js';
import { aDeployment, step } from './a-deployment.js';

let of: TestCorridor;
beforeAll(async () => {
  of = await aCorridor();
}, 240_000);
afterAll(() => of.hub.close());

interface Leg { id: string; place: number; state: string; version: number; departureAt: string; arrivalAt: string; departedAt: string | null; departureLateMinutes: number | null; arrivalLateMinutes: number | null }
interface Told { data: { type: string; data: Record<string, unknown> }[] }

/** Rawalpindi by the clock of Karachi. */
const RAWALPINDI = { point: { latitude: 33.6, longitude: 73.04 }, zone: 'Asia/Karachi' };
const at = (zone: string) => ({ point: { latitude: 45, longitude: 25 }, zone });

async function plan(deploymentId: string, input: Readonly<Record<string, unknown>> = {}): Promise<string> {
  return done(await of.operator.coordinator.send<{ legId: string }>('corridor.leg.plan', {
    deploymentId, from: RAWALPINDI, to: { centreId: of.centreId }, departure: '2026-12-01T06:30', arrival: '2026-12-01T22:00', ...input,
  })).legId;
}

async function legs(deploymentId: string): Promise<Leg[]> {
  return done(await of.host.affiliate.get<{ data: Leg[] }>(`/deployments/${deploymentId}/legs`)).data;
}

async function inTransit(name: string): Promise<string> {
  const { unitId } = done(await of.operator.coordinator.send<{ unitId: string }>('corridor.unit.register', aUnit(of.corridorId, of.operator.institutionId, name)));
  return aDeployment(of, 'in_transit', unitId);
}

describe('the legs of a deployment', () => {
  it('are planned by the clocks of their ends, in an order that a later one may enter', async () => {
    const deploymentId = await inTransit('Mobile hospital 2');
    const [first, second] = [await plan(deploymentId), await plan(deploymentId, { departure: '2026-12-03T06:30', arrival: '2026-12-03T22:00' })];
    const between = await plan(deploymentId, { place: 2, from: { centreId: of.centreId }, to: RAWALPINDI, departure: '2026-12-02T06:30', arrival: '2026-12-02T22:00' });
    const stand = await legs(deploymentId);
    expect(stand.map(({ id, place }) => [id, place])).toEqual([[first, 1], [between, 2], [second, 3]]);
    // 06:30 in Karachi (+5), 22:00 in Shanghai (+8); back the other way round.
    expect(stand.map(({ departureAt, arrivalAt }) => [departureAt, arrivalAt]).slice(0, 2)).toEqual([
      ['2026-12-01T01:30:00.000Z', '2026-12-01T14:00:00.000Z'], ['2026-12-01T22:30:00.000Z', '2026-12-02T17:00:00.000Z'],
    ]);
  });

  it.each([
    // A quarter of an hour off the hour; the hour that is skipped in spring; the hour that comes twice in autumn, meant the first time.
    ['Asia/Kathmandu', '2026-12-01T09:00', '2026-12-01T03:15:00.000Z'], ['Europe/Bucharest', '2027-03-28T03:30', '2027-03-28T01:30:00.000Z'],
    ['America/Toronto', '2027-11-07T01:30', '2027-11-07T05:30:00.000Z'], ['Asia/Karachi', '2027-06-01T09:00', '2027-06-01T04:00:00.000Z'],
  ])('departs in %s at %s, which is %s', async (zone, departure, instant) => {
    const deploymentId = await aDeployment(of);
    const legId = await plan(deploymentId, { from: at(zone), departure, arrival: '2028-01-01T00:00' });
    expect((await legs(deploymentId)).find(({ id }) => id === legId)?.departureAt).toBe(instant);
  });

  it('refuse an end before the beginning, and what lies ahead as having happened', async () => {
    const deploymentId = await inTransit('Mobile hospital 3');
    const backwards = await of.operator.coordinator.send('corridor.leg.plan', { deploymentId, from: RAWALPINDI, to: { centreId: of.centreId }, departure: '2026-12-01T12:00', arrival: '2026-12-01T14:59' });
    expect([backwards.status, backwards.body['code']]).toEqual([409, 'leg_times']);
    for (const times of [{ departure: '0001-01-01T00:00' }, { arrival: '9999-12-31T23:59' }]) {
      const never = await of.operator.coordinator.send('corridor.leg.plan', { deploymentId, from: RAWALPINDI, to: { centreId: of.centreId }, departure: '2026-12-01T12:00', arrival: '2026-12-02T12:00', ...times });
      expect([never.status, JSON.stringify(never.body['details'])]).toEqual([400, expect.stringContaining('a year from 1900 to 2999')]);
    }
    const legId = await plan(deploymentId);
    expect((await of.operator.field.send('corridor.leg.arrive', { deploymentId, legId })).body).toMatchObject({ code: 'leg_not_left' });
    expect((await of.operator.field.send('corridor.leg.depart', { deploymentId, legId, at: '2100-01-01T00:00:00Z' })).body).toMatchObject({ code: 'leg_times' });
    done(await of.operator.field.send('corridor.leg.depart', { deploymentId, legId, at: '2026-01-02T10:00:00Z' }));
    expect((await of.operator.field.send('corridor.leg.arrive', { deploymentId, legId, at: '2026-01-02T09:00:00Z' })).body).toMatchObject({ code: 'leg_times' });
    done(await of.operator.field.send('corridor.leg.arrive', { deploymentId, legId, at: '2026-01-02T19:00:00Z' }));
    expect((await of.operator.coordinator.send('corridor.leg.change', { deploymentId, legId, arrival: '2026-12-05T10:00' })).body).toMatchObject({ code: 'leg_over' });
  });

  it('tell of each change, refuse one on an old version, and keep what was left', async () => {
    const deploymentId = await inTransit('Mobile hospital 4');
    const legId = await plan(deploymentId);
    done(await of.operator.field.send('corridor.leg.change', { deploymentId, legId, version: 1, arrival: '2026-12-02T02:00' }));
    expect((await of.operator.coordinator.send('corridor.leg.change', { deploymentId, legId, version: 1, arrival: '2026-12-02T03:00' })).body).toMatchObject({ code: 'conflict', details: { version: 2 } });
    done(await of.operator.field.send('corridor.leg.depart', { deploymentId, legId }));
    expect((await of.operator.coordinator.send('corridor.leg.change', { deploymentId, legId, departure: '2026-12-01T07:00' })).body).toMatchObject({ code: 'leg_over' });
    expect((await of.operator.coordinator.send('corridor.leg.drop', { deploymentId, legId })).body).toMatchObject({ code: 'leg_over' });
    const told = done(await of.host.affiliate.get<Told>(`/streams/deployment:${deploymentId}/events?after=earliest`)).data.filter(({ type }) => type === 'corridor.leg.changed.v1');
    expect(told.map(({ data }) => [data['version'], data['state'], data['arrivalAt']])).toEqual([
      [1, 'planned', '2026-12-01T14:00:00.000Z'], [2, 'planned', '2026-12-01T18:00:00.000Z'], [3, 'under_way', '2026-12-01T18:00:00.000Z'],
    ]);
  });

  it('are one at a time, whoever says at once that the unit has left', async () => {
    const deploymentId = await inTransit('Mobile hospital 5');
    const ids = await Promise.all(Array.from({ length: 5 }, () => plan(deploymentId)));
    const answers = await Promise.all(ids.map((legId) => of.operator.field.send('corridor.leg.depart', { deploymentId, legId })));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409, 409]);
    expect((await legs(deploymentId)).filter(({ state }) => state === 'under_way')).toHaveLength(1);
  });
});

const MINUTE = 60_000;
/** Wall clock times so many minutes from now, at the two ends of a leg. */
const planned = (departure: number, arrival: number): Record<string, string> => ({ departure: clock(departure, 'Asia/Karachi'), arrival: clock(arrival, 'Asia/Shanghai') });
const clock = (minutes: number, zone: string): string => new Intl.DateTimeFormat('sv', { timeZone: zone, dateStyle: 'short', timeStyle: 'short' }).format(Date.now() + minutes * MINUTE).replace(' ', 'T');
const look = (): Promise<void> => of.hub.app.get(WatchLegs).look();
const told = async (legId: string): Promise<unknown[]> =>
  (await of.hub.database.sql<{ state: string; severity: string; certainty: string; end: string }>(`SELECT state, severity, certainty, facts->>'end' AS "end" FROM corridor_alert WHERE key = $1`, [`arrival_slipping:${legId}`]))
    .map(({ state, severity, certainty, end }) => [OPEN.includes(state) ? 'open' : state, severity, certainty, end]);
const OPEN = ['notified', 'escalated'];

describe('a leg whose plan has passed', () => {
  it('is told of half an hour later, once, however many look; it is worse when the unit has not come, and over when it has', async () => {
    const deploymentId = await inTransit('Mobile hospital 7');
    const legId = await plan(deploymentId, planned(-100, -40));
    const behind = await plan(deploymentId, planned(-90, -35));
    await Promise.all([look(), look(), look()]);
    expect([await told(legId), await told(behind)]).toEqual([[['open', 'minor', 'observed', 'departure']], []]);
    done(await of.operator.field.send('corridor.leg.depart', { deploymentId, legId }));
    await look();
    expect(await told(legId)).toEqual([['open', 'moderate', 'observed', 'arrival']]);
    done(await of.operator.field.send('corridor.leg.arrive', { deploymentId, legId }));
    await look();
    // The one behind it had to wait for it, and is the next that is late.
    expect([await told(legId), await told(behind)]).toEqual([[['resolved', 'moderate', 'observed', 'arrival']], [['open', 'minor', 'observed', 'departure']]]);
  });

  it('is not told of again when somebody has put an end to its alert', async () => {
    const legId = await plan(await inTransit('Mobile hospital 8'), planned(-100, 600));
    await look();
    const [{ id: alertId } = { id: '' }] = await of.hub.database.sql<{ id: string }>('SELECT id FROM corridor_alert WHERE key = $1', [`arrival_slipping:${legId}`]);
    done(await of.operator.coordinator.send('corridor.alert.resolve', { alertId }));
    await look();
    expect(await told(legId)).toEqual([['resolved', 'minor', 'observed', 'departure']]);
  });

  it('is left alone within the margin, and is over with a new plan or the end of the deployment', async () => {
    const [soon, anew, over] = [await inTransit('Mobile hospital 9'), await inTransit('Mobile hospital 10'), await inTransit('Mobile hospital 11')];
    const legs = [await plan(soon, planned(-25, 600)), await plan(anew, planned(-40, 600)), await plan(over, planned(-40, 600))];
    const states = async (): Promise<unknown[]> => (await Promise.all(legs.map(told))).map((alerts) => alerts.map((alert) => (alert as string[])[0]));
    await look();
    expect(await states()).toEqual([[], ['open'], ['open']]);
    done(await of.operator.coordinator.send('corridor.leg.change', { deploymentId: anew, legId: legs[1], ...planned(60, 700) }));
    done(await step(of.operator.coordinator, over, 'cancel', { reason: 'not needed' }));
    await look();
    expect(await states()).toEqual([[], ['resolved'], ['resolved']]);
  });
});

describe('legs that are late', () => {
  it('are listed with how late they are, the longest due first, until they are over or their deployment is', async () => {
    const deploymentId = await inTransit('Mobile hospital 6');
    const late = await plan(deploymentId, { departure: '2026-01-01T06:30', arrival: '2026-01-01T22:00' });
    const later = await plan(deploymentId, { departure: '2025-06-01T06:30', arrival: '2025-06-01T22:00' });
    await plan(deploymentId, { departure: '2099-01-01T06:30', arrival: '2099-01-01T22:00' });
    const listed = async (): Promise<Leg[]> => done(await of.lead.affiliate.get<{ data: Leg[] }>(`/corridors/${of.corridorId}/late-legs?limit=250`)).data.filter(({ id }) => [late, later].includes(id));
    expect((await listed()).map(({ id }) => id)).toEqual([later, late]);
    expect((await listed()).every(({ departureLateMinutes }) => (departureLateMinutes ?? 0) > 60)).toBe(true);
    done(await of.operator.field.send('corridor.leg.depart', { deploymentId, legId: later, at: '2025-06-01T02:00:00Z' }));
    done(await of.operator.field.send('corridor.leg.arrive', { deploymentId, legId: later, at: '2025-06-01T14:30:00Z' }));
    expect((await listed()).map(({ id }) => id)).toEqual([late]);
    expect((await legs(deploymentId)).find(({ id }) => id === later)).toMatchObject({ state: 'over', departureLateMinutes: 30, arrivalLateMinutes: 30 });
    done(await step(of.operator.coordinator, deploymentId, 'cancel', { reason: 'not needed' }));
    expect(await listed()).toEqual([]);
  });
});
