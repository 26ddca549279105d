import { AlertTimers, GoOn } from '#corridor';
import { systemClock } from '#kernel';
import { restart, type TestHub } from '../support/hub.js';
import { signIn, type Someone } from '../support/people.js';
import { until } from '../support/until.js';
import { aCorridor, done, settled, type TestCorridor } from './a-corridor.js';
import { onCallAlways } from './a-roster.js';
import { alertRow, noted, raise, readAlert, silence } from './an-alert.js';

const MINUTE = 60_000;
const realNow = systemClock.now;
/** How far (ms) the hub's clock runs ahead of the real one; it is never put back. */
let ahead = 0;
let of: TestCorridor;
let hub: TestHub;
beforeAll(async () => {
  systemClock.now = () => new Date(Date.now() + ahead);
  of = await aCorridor();
  ({ hub } = of);
  for (const [n, person] of [of.operator.field, of.operator.protection, of.operator.coordinator].entries()) done(await onCallAlways(of, n + 1, [person]));
}, 120_000);
afterAll(async () => {
  systemClock.now = realNow;
  await hub.close();
});

type Notice = { why: string; level: number; personIds: string[]; version: number };
const noticesOf = async (alertId: string): Promise<Notice[]> => (await noted(of, 'corridor.alert.notified.v1')).map(({ data }) => data as unknown as Notice & { alertId: string }).filter((data) => data.alertId === alertId);
/** Raises through the hub that runs now. */
const raised = async (key: string): Promise<string> => (await raise({ ...of, hub }, silence(of, { key, severity: 'extreme', observedAt: systemClock.now() }))) ?? '';
/** Lets the time of an alert pass, and waits until so many notices have been given. */
async function pass(alertId: string, minutes: number, notices: number): Promise<void> {
  ahead += minutes * MINUTE;
  await hub.app.get(AlertTimers).sweep();
  await until(async () => (await noticesOf(alertId)).length >= notices);
}
/** Somebody at the hub that runs now; sessions have run out with the clock. */
const back = ({ email }: Someone): Promise<Someone> => signIn(hub, email);
const jobs = (alertId: string): Promise<{ data: unknown }[]> => hub.database.sql(`SELECT data FROM bullmq.job WHERE name = 'corridor.alert.go_on' AND data::text LIKE $1`, [`%${alertId}%`]);

describe('an alert that nobody acknowledges', () => {
  it('wakes level after level and then reminds, across a restart of the hub between each step, and stops when somebody answers', async () => {
    const { field, protection, coordinator } = of.operator;
    const alertId = await raised('restarts');
    for (const notices of [2, 3, 4]) {
      hub = await restart(hub);
      await pass(alertId, 20, notices);
    }
    hub = await restart(hub);
    expect((await noticesOf(alertId)).map(({ why, level }) => [why, level])).toEqual([['raised', 1], ['escalated', 2], ['escalated', 3], ['reminded', 3]]);
    expect((await noticesOf(alertId)).map(({ personIds }) => personIds.length)).toEqual([1, 2, 3, 3]);
    expect((await noticesOf(alertId))[1]?.personIds).toEqual([field.personId, protection.personId]);
    // Whoever was woken may answer, whatever post they hold.
    done(await (await back(protection)).send('corridor.alert.acknowledge', { alertId }));
    expect(await alertRow(of, alertId)).toMatchObject({ state: 'acknowledged', due_at: null });
    ahead += 24 * 60 * MINUTE;
    hub = await restart(hub);
    await hub.app.get(AlertTimers).sweep();
    await settled(hub);
    expect(await noticesOf(alertId)).toHaveLength(4);
    const read = await readAlert(await back(coordinator), alertId);
    expect(read.steps.map(({ step }) => step)).toEqual(['raised', 'notified', 'escalated', 'escalated', 'reminded', 'acknowledged']);
  });

  it('goes on though the job store was emptied', async () => {
    const alertId = await raised('emptied');
    await until(async () => (await jobs(alertId)).length === 1);
    for (const table of ['job_dependency', 'dedup', 'dedup_next', 'job']) await hub.database.sql(`DELETE FROM bullmq.${table}`);
    await pass(alertId, 10, 2);
    expect((await noticesOf(alertId)).map(({ level }) => level)).toEqual([1, 2]);
  });

  it('goes on once, however many timers fire, and not at all by one of a version that is past', async () => {
    await unswept();
    const alertId = await raised('timers');
    const { version } = await alertRow(of, alertId);
    expect(await jobsOnceSet(alertId)).toEqual([{ alertId, version }]);
    ahead += 10 * MINUTE;
    await Promise.all(Array.from({ length: 10 }, () => hub.app.get(GoOn).run({ alertId, version })));
    expect(await noticesOf(alertId)).toHaveLength(2);
    // The next step is due as well by now: that is another timer's business.
    ahead += 60 * MINUTE;
    await hub.app.get(GoOn).run({ alertId, version });
    expect(await noticesOf(alertId)).toHaveLength(2);
  });

  it('wakes whoever is on call when its time comes, though it was raised in the shift before', async () => {
    hub = await restart(hub);
    const { field, protection } = of.operator;
    // The shift changes two minutes from now, on the wall clock of Kathmandu.
    const change = new Date(systemClock.now().getTime() + 2 * MINUTE);
    const wall = (at: Date): string => new Intl.DateTimeFormat('en-GB', { timeZone: 'Asia/Kathmandu', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(at);
    const [start, end] = [new Date(change.getTime() - 6 * 60 * MINUTE), new Date(change.getTime() + 6 * 60 * MINUTE)];
    const weekdays = [1, 2, 3, 4, 5, 6, 7];
    done(await (await back(of.operator.coordinator)).send('corridor.roster.set', {
      corridorId: of.corridorId, institutionId: of.operator.institutionId, kind: 'unit_silent', level: 1, zone: 'Asia/Kathmandu',
      shifts: [{ personId: field.personId, weekdays, from: wall(start), to: wall(change) }, { personId: protection.personId, weekdays, from: wall(change), to: wall(end) }],
    }));
    const alertId = await raised('shift');
    await pass(alertId, 6, 2);
    expect((await noticesOf(alertId)).map(({ why, personIds }) => [why, personIds])).toEqual([['raised', [field.personId]], ['reminded', [protection.personId]]]);
  });
});

describe('what an alert does by its timer alone', () => {
  beforeAll(unswept);
  const byHand = async (more: object): Promise<string> => done(await (await back(of.operator.coordinator)).send<{ alertId: string }>('corridor.alert.raise', {
    corridorId: of.corridorId, institutionId: of.operator.institutionId, severity: 'minor', headline: 'Test', ...more,
  })).alertId;
  const soon = (): string => new Date(systemClock.now().getTime() + 4_000).toISOString();

  it('wakes people again when its silence is over', async () => {
    const alertId = await byHand({});
    done(await (await back(of.operator.coordinator)).send('corridor.alert.silence', { alertId, until: soon(), reason: 'Known' }));
    await until(async () => (await alertRow(of, alertId)).state === 'notified');
    expect((await noticesOf(alertId)).map(({ why }) => why)).toEqual(['raised', 'silence_over']);
  });

  it('expires at the time that was given', async () => {
    const alertId = await byHand({ expiresAt: soon() });
    await until(async () => (await alertRow(of, alertId)).state === 'expired');
    expect(await alertRow(of, alertId)).toMatchObject({ due_at: null });
  });
});

/** The hub that runs now does not look for what is due any more; timers alone go on. */
async function unswept(): Promise<void> {
  hub.app.get(AlertTimers).sweep = async () => undefined;
}

/** The data of its timer, once that is set: ids and a version, nothing else. */
async function jobsOnceSet(alertId: string): Promise<unknown[]> {
  await until(async () => (await jobs(alertId)).length > 0);
  return (await jobs(alertId)).map(({ data }) => (typeof data === 'string' ? JSON.parse(data) : data) as unknown);
}
