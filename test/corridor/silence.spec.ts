import { WatchSilence } from '#corridor';
import { aCorridor, aUnit, done, type TestCorridor } from './a-corridor.js';
import { aDeployment } from './a-deployment.js';
import { report } from './a-track.js';

let of: TestCorridor;
let deploymentId: string;
beforeAll(async () => {
  of = await aCorridor();
  deploymentId = await aDeployment(of, 'in_transit');
  done(await of.operator.coordinator.send('corridor.silence.set_rule', { unitId: of.unitId, everySeconds: 60 }));
}, 120_000);
afterAll(() => of.hub.close());

const look = (): Promise<void> => of.hub.app.get(WatchSilence).look();
const ago = (seconds: number): { fixTime: string; latitude: number; longitude: number } => ({ fixTime: new Date(Date.now() - seconds * 1_000).toISOString(), latitude: 36.7, longitude: 74.8 - seconds / 100_000 });

interface AlertRow {
  readonly state: string;
  readonly count: number;
  readonly deployment_id: string;
}
const alerts = (unitId = of.unitId): Promise<AlertRow[]> => of.hub.database.sql<AlertRow>('SELECT state, count, deployment_id FROM corridor_alert WHERE key = $1 ORDER BY id', [`unit_silent:${unitId}`]);
const hearings = async (who = of.operator.coordinator): Promise<{ unitId: string; hearing: string; ageSeconds: number | null }[]> =>
  done(await who.get<{ data: { unitId: string; hearing: string; ageSeconds: number | null }[] }>(`/corridors/${of.corridorId}/hearings`)).data;
const told = async (): Promise<unknown[]> =>
  done(await of.administrator.get<{ data: { type: string; data: { hearing: string } }[] }>(`/streams/${of.stream}/events?limit=500`)).data.filter(({ type }) => type === 'corridor.silence.changed.v1').map(({ data }) => data.hearing);

describe('a unit that is not heard of', () => {
  it('is unknown as long as it never reported, and wakes nobody', async () => {
    await look();
    expect(await hearings()).toMatchObject([{ unitId: of.unitId, hearing: 'unknown', ageSeconds: null }]);
    expect(await alerts()).toEqual([]);
  });

  it('is live, then ageing, by the age of its newest fix', async () => {
    await report(of, of.unitId, [ago(200)]);
    expect(await hearings()).toMatchObject([{ hearing: 'ageing' }]);
    await look();
    expect(await alerts()).toEqual([]);
  });

  it('is silent after six intervals: one alert, however many look, and told', async () => {
    await of.hub.database.sql(`UPDATE corridor_track SET fix_time = now() - interval '10 minutes' WHERE unit_id = $1`, [of.unitId]);
    await Promise.all([look(), look(), look()]);
    await look();
    expect(await hearings()).toMatchObject([{ hearing: 'silent' }]);
    expect(await alerts()).toEqual([{ state: expect.stringMatching(/raised|notified|escalated/), count: 1, deployment_id: deploymentId }]);
    expect(await told()).toEqual(['silent']);
  });

  it('is not heard again by a backlog that is as old as the silence', async () => {
    await report(of, of.unitId, [ago(599), ago(500)]);
    expect((await alerts()).map(({ state }) => state === 'resolved')).toEqual([false]);
  });

  it('is heard again by the next fix, which ends the alert', async () => {
    await report(of, of.unitId, [ago(5)]);
    expect((await alerts()).map(({ state }) => state)).toEqual(['resolved']);
    expect([await told(), (await hearings())[0]?.hearing]).toEqual([['silent', 'live'], 'live']);
    await look();
    expect((await alerts()).map(({ state }) => state)).toEqual(['resolved']);
  });

  it('wakes nobody when it is on no deployment, and is shown to those alone with whom its position is shared', async () => {
    const { unitId } = done(await of.operator.coordinator.send<{ unitId: string }>('corridor.unit.register', aUnit(of.corridorId, of.operator.institutionId, 'Parked')));
    await report(of, unitId, [ago(20_000)]);
    await look();
    expect(await alerts(unitId)).toEqual([]);
    expect((await hearings()).find((one) => one.unitId === unitId)?.hearing).toBe('silent');
    expect([(await hearings(of.host.coordinator)).length, (await hearings(of.lead.coordinator)).length]).toEqual([2, 0]);
  });

  it('owes nobody a report when its deployment is over', async () => {
    await of.hub.database.sql(`UPDATE corridor_track SET fix_time = now() - interval '2 hours' WHERE unit_id = $1`, [of.unitId]);
    await look();
    done(await of.operator.coordinator.send('corridor.deployment.cancel', { deploymentId, reason: 'the road is closed' }));
    await look();
    expect(await of.hub.database.sql('SELECT FROM corridor_hearing WHERE silent_since IS NOT NULL')).toEqual([]);
    expect((await alerts()).some(({ state }) => ['raised', 'notified', 'escalated'].includes(state))).toBe(false);
  });
});
