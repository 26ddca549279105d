import { WatchArrivals } from '#corridor';
import type { corridor } from '#contracts';
import { aCorridor, done, type TestCorridor } from './a-corridor.js';
import { aDeployment, step } from './a-deployment.js';
import { report, type Entered } from './a-track.js';

let of: TestCorridor;
let deploymentId: string;
beforeAll(async () => {
  of = await aCorridor();
  deploymentId = await aDeployment(of, 'mobilising');
}, 120_000);
afterAll(() => of.hub.close());

const MINUTE = 60_000;
const look = (): Promise<void> => of.hub.app.get(WatchArrivals).look();
const arrivals = async (who = of.operator.coordinator): Promise<readonly corridor.Arrival[]> => done(await who.get<{ arrivals: corridor.Arrival[] }>(`/deployments/${deploymentId}/arrivals`)).arrivals;
const alerts = (kind: string): Promise<{ state: string; count: number }[]> => of.hub.database.sql('SELECT state, count FROM corridor_alert WHERE kind = $1 ORDER BY id', [kind]);
const told = async (): Promise<{ legId: string | null }[]> =>
  done(await of.administrator.get<{ data: { type: string; data: { legId: string | null } }[] }>(`/streams/deployment:${deploymentId}/events?limit=500`)).data.filter(({ type }) => type === 'corridor.arrival.changed.v1').map(({ data }) => data);
/** A fix so many minutes ago, on the meridian of the site, 37.77 north. */
const at = (minutesAgo: number, latitude: number, longitude = 75.23): Entered => ({ fixTime: new Date(Date.now() - minutesAgo * MINUTE).toISOString(), latitude, longitude });
/** A wall clock time so many minutes from now. */
const clock = (minutes: number, zone: string): string => new Intl.DateTimeFormat('sv', { timeZone: zone, dateStyle: 'short', timeStyle: 'short' }).format(Date.now() + minutes * MINUTE).replace(' ', 'T');
const line = [{ latitude: 36.7, longitude: 75.23 }, { latitude: 37.77, longitude: 75.23 }];

describe('the planned way', () => {
  it('is planned by the operator, and shown to those who may know where the unit is', async () => {
    expect((await of.host.coordinator.send('corridor.route.plan', { deploymentId, line })).status).toBe(403);
    expect(done(await of.operator.coordinator.send('corridor.route.plan', { deploymentId, line, widthMetres: 3_000, dwellSeconds: 120, dwellFixes: 3 }))).toEqual({ version: 1 });
    expect([(await of.host.coordinator.get(`/deployments/${deploymentId}/route`)).status, (await of.lead.coordinator.get(`/deployments/${deploymentId}/route`)).status]).toEqual([200, 404]);
    // The way holds from when it is planned; here it was planned this morning.
    await of.hub.database.sql(`UPDATE corridor_route SET planned_at = now() - interval '12 hours'`);
    await of.hub.database.sql('UPDATE corridor_drawing SET version = version + 1');
  });

  it('wakes nobody as long as the unit is not in transit', async () => {
    await report(of, of.unitId, [at(100, 36.6, 75.0), at(98, 36.6, 75.0), at(96, 36.6, 75.0), at(94, 36.6, 75.0)]);
    expect(await alerts('route_deviation')).toEqual([]);
    done(await step(of.operator.coordinator, deploymentId, 'depart'));
  });

  it('is left once it was left for the dwell: one alert, ended by the return', async () => {
    await report(of, of.unitId, [at(30, 36.8), at(28, 36.82), at(26, 36.84, 75.4)]);
    expect(await alerts('route_deviation')).toEqual([]);
    await report(of, of.unitId, [at(10, 36.86, 75.4), at(8, 36.87, 75.4)]);
    await report(of, of.unitId, [at(7, 36.875, 75.4), at(6.5, 36.876, 75.4)]);
    expect(await alerts('route_deviation')).toEqual([{ state: expect.stringMatching(/notified|escalated/), count: 1 }]);
    // What comes late of the time before wakes nobody and ends nothing.
    await report(of, of.unitId, [at(27, 36.83), at(9, 36.865)]);
    expect((await alerts('route_deviation')).map(({ state }) => state === 'resolved')).toEqual([false]);
    await report(of, of.unitId, [at(6, 36.88), at(5, 36.9), at(3, 36.93)]);
    expect(await alerts('route_deviation')).toEqual([{ state: 'resolved', count: 1 }]);
  });
});

describe('when a deployment is expected', () => {
  it('is a range for its site, where it has no legs, with the zone there', async () => {
    await look();
    const [site, ...more] = await arrivals();
    expect([site?.legId, site?.zone, site?.plannedAt, more.length]).toEqual([null, 'Asia/Shanghai', null, 0]);
    expect(site?.remainingMetres).toBeGreaterThan(90_000);
    expect(site?.remainingMetres).toBeLessThan(96_000);
    const [earliest, likely, latest] = [site?.earliest, site?.likely, site?.latest].map((instant) => Date.parse(instant ?? ''));
    expect([(earliest ?? 0) > Date.now(), (likely ?? 0) > (earliest ?? 0), (latest ?? 0) > (likely ?? 0)]).toEqual([true, true, true]);
    expect((await told()).map(({ legId }) => legId)).toEqual([null]);
  });

  it('is shown to the host of the deployment, and not to whom no position is shared', async () => {
    expect([(await arrivals(of.host.coordinator)).length, (await arrivals(of.lead.coordinator)).length]).toEqual([1, 0]);
    expect((await of.operator.affiliate.get(`/deployments/${deploymentId}/arrivals`)).status).toBe(403);
    expect((await of.stranger.get(`/deployments/${deploymentId}/arrivals`)).status).toBe(404);
  });

  it('is told again only when it differs by a step', async () => {
    await report(of, of.unitId, [at(1, 36.95)]);
    await look();
    expect(await told()).toHaveLength(1);
    expect((await arrivals())[0]?.remainingMetres).toBeLessThan(91_800);
  });

  it('wakes people once when it slips beyond the plan of a leg, and ends that when the plan is made anew', async () => {
    const leg = { deploymentId, from: { point: { latitude: 36.7, longitude: 75.23 }, zone: 'Asia/Karachi' }, to: { point: { latitude: 37.77, longitude: 75.23 }, zone: 'Asia/Shanghai' } };
    const { legId } = done(await of.operator.coordinator.send<{ legId: string }>('corridor.leg.plan', { ...leg, departure: clock(-25, 'Asia/Karachi'), arrival: clock(5, 'Asia/Shanghai') }));
    done(await of.operator.coordinator.send('corridor.leg.depart', { deploymentId, legId, at: new Date(Date.now() - 35 * MINUTE).toISOString() }));
    await report(of, of.unitId, [at(0.9, 36.951)]);
    await Promise.all([look(), look()]);
    await look();
    expect((await arrivals()).map((one) => [one.legId, one.zone])).toEqual([[legId, 'Asia/Shanghai']]);
    expect(await alerts('arrival_slipping')).toEqual([{ state: expect.stringMatching(/notified|escalated/), count: 1 }]);
    done(await of.operator.coordinator.send('corridor.leg.change', { deploymentId, legId, arrival: clock(600, 'Asia/Shanghai') }));
    await report(of, of.unitId, [at(0.8, 36.952)]);
    await look();
    expect((await alerts('arrival_slipping')).map(({ state }) => state)).toEqual(['resolved']);
  });

  it('does not slip by what comes late of a time when the unit was far off the plan', async () => {
    await report(of, of.unitId, [at(2.5, 36.94), at(40, 36.6), at(20, 36.7), at(1.5, 36.945)]);
    await look();
    expect(await alerts('arrival_slipping')).toEqual([{ state: 'resolved', count: 1 }]);
  });

  it('is nothing any more when it has arrived', async () => {
    done(await step(of.operator.coordinator, deploymentId, 'arrive', { registrationNumber: 'XJ-1' }));
    await look();
    expect(await arrivals()).toEqual([]);
  });
});
