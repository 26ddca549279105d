import { AlertTimers, GoOn, WatchSilence } from '#corridor';
import { systemClock } from '#kernel';
import { restart } from '../support/hub.js';
import { signIn } from '../support/people.js';
import { until } from '../support/until.js';
import { aCorridor, aUnit, done, type TestCorridor } from './a-corridor.js';
import { aDeployment } from './a-deployment.js';
import { report } from './a-track.js';
import { noted } from './an-alert.js';

const MINUTE = 60_000;
const realNow = systemClock.now;
/** How far (ms) the hub's clock runs ahead of the real one; it is never put back. */
let ahead = 0;
let of: TestCorridor;
let deploymentId: string;
beforeAll(async () => {
  systemClock.now = () => new Date(Date.now() + ahead);
  of = await aCorridor();
  deploymentId = await aDeployment(of, 'in_transit');
  done(await of.operator.coordinator.send('corridor.silence.set_rule', { unitId: of.unitId, everySeconds: 60 }));
}, 120_000);
afterAll(async () => {
  systemClock.now = realNow;
  await of.hub.close();
});

const look = (): Promise<void> => of.hub.app.get(WatchSilence).look();
const ago = (seconds: number): { fixTime: string; latitude: number; longitude: number } => ({ fixTime: new Date(systemClock.now().getTime() - seconds * 1_000).toISOString(), latitude: 36.7, longitude: 74.8 - seconds / 100_000 });

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

describe('a silence that outlives the hub', () => {
  it('is told once, is no silence of who never reported, and goes on by the timer of its own version, across a restart at each step', async () => {
    const [heard, mute] = [await onItsWay('Mobile hospital 2'), await onItsWay('Mobile hospital 3')];
    await report(of, heard, [ago(5)]);
    // It fell silent while there was no hub that could have looked.
    await away(61);
    await look();
    expect(await heardOf(heard, mute)).toEqual(['silent', 'unknown']);
    expect([(await alerts(heard)).map(({ count }) => count), await alerts(mute)]).toEqual([[1], []]);
    const { id: alertId, version } = await alertOf(heard);
    await until(async () => (await timers(alertId)).length === 1);

    await away(0);
    await look();
    expect(await alertOf(heard)).toMatchObject({ id: alertId, version, count: 1 });
    expect(await timers(alertId)).toEqual([{ alertId, version }]);

    await away(20);
    await of.hub.app.get(AlertTimers).sweep();
    await until(async () => (await whyTold(alertId)).length === 2);
    // The timer that was made before has nothing to say to the alert as it is now, however late it fires.
    ahead += 60 * MINUTE;
    await of.hub.app.get(GoOn).run({ alertId, version });
    expect(await whyTold(alertId)).toEqual(['raised', 'reminded']);

    await away(0);
    await of.hub.app.get(AlertTimers).sweep();
    await until(async () => (await whyTold(alertId)).length === 3);
    await report(of, heard, [ago(5)]);
    expect(await heardOf(heard, mute)).toEqual(['live', 'unknown']);
    await away(0);
    await look();
    expect((await alerts(heard)).map(({ state, count }) => [state, count])).toEqual([['resolved', 1]]);
    expect(await whyTold(alertId)).toEqual(['raised', 'reminded', 'reminded']);
  });
});

/** Another unit of the operator that is on a deployment, expected every ten minutes. */
async function onItsWay(name: string): Promise<string> {
  const { unitId } = done(await of.operator.coordinator.send<{ unitId: string }>('corridor.unit.register', aUnit(of.corridorId, of.operator.institutionId, name)));
  await aDeployment(of, 'in_transit', unitId);
  done(await of.operator.coordinator.send('corridor.silence.set_rule', { unitId, everySeconds: 600 }));
  return unitId;
}

/** The hub ends and is started again so many minutes later; its people sign in anew. */
async function away(minutes: number): Promise<void> {
  ahead += minutes * MINUTE;
  const hub = await restart(of.hub);
  const { coordinator, field } = of.operator;
  of = { ...of, hub, operator: { ...of.operator, coordinator: await signIn(hub, coordinator.email), field: await signIn(hub, field.email) } };
}

async function heardOf(...units: readonly string[]): Promise<(string | undefined)[]> {
  const all = await hearings();
  return units.map((id) => all.find(({ unitId }) => unitId === id)?.hearing);
}

async function alertOf(unitId: string): Promise<{ id: string; version: number; count: number }> {
  const [alert] = await of.hub.database.sql<{ id: string; version: number; count: number }>('SELECT id, version, count FROM corridor_alert WHERE key = $1', [`unit_silent:${unitId}`]);
  if (alert === undefined) throw new Error('nobody was told of the silence');
  return alert;
}

/** The timers of an alert, as they lie in the job store. */
async function timers(alertId: string): Promise<unknown[]> {
  const rows = await of.hub.database.sql<{ data: unknown }>(`SELECT data FROM bullmq.job WHERE name = 'corridor.alert.go_on' AND data::text LIKE $1`, [`%${alertId}%`]);
  return rows.map(({ data }) => (typeof data === 'string' ? JSON.parse(data) : data) as unknown);
}

/** Why people were told of an alert, time after time. */
async function whyTold(alertId: string): Promise<unknown[]> {
  return (await noted(of, 'corridor.alert.notified.v1')).filter(({ data }) => data['alertId'] === alertId).map(({ data }) => data['why']);
}
