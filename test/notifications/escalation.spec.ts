import { Escalate } from '#notifications';
import { aCorridor, aUnit, done, settled, type TestCorridor } from '../corridor/a-corridor.js';
import { aDeployment } from '../corridor/a-deployment.js';
import { onCallAlways } from '../corridor/a-roster.js';
import { raise, silence } from '../corridor/an-alert.js';
import { enter, type Someone } from '../support/people.js';
import { until } from '../support/until.js';

/** Long enough that no step is taken but those that a test has fall due. */
const PATIENCE = '86400';
let of: TestCorridor;
/** Who takes over, and those who coordinate for the operator beside its coordinator. */
let next: Someone;
let second: Someone;
let third: Someone;
beforeAll(async () => {
  of = await aCorridor({ HUB_NOTICE_PATIENCE: PATIENCE });
  done(await onCallAlways(of, 1, [of.operator.field]));
  [next, second, third] = [await holder('field'), await holder('coordinator'), await holder('coordinator')];
}, 240_000);
afterAll(() => of.hub.close());

const look = (): Promise<void> => of.hub.app.get(Escalate).look();
const steps = (noticeId: string): Promise<{ step: number; ended: string | null }[]> => of.hub.database.sql('SELECT step, ended FROM notification_escalation WHERE notice_id = $1', [noticeId]);
const events = (noticeId: string, type: string): Promise<{ data: Record<string, unknown> }[]> =>
  of.hub.database.sql('SELECT e.data FROM log_event e JOIN log_stream s ON s.id = e.stream_id WHERE s.name = $1 AND e.type = $2 ORDER BY e."offset"', [`notice:${noticeId}`, type]);
const entry = async (someone: Someone, noticeId: string): Promise<string | undefined> =>
  done(await someone.get<{ data: { entryId: string; noticeId: string }[] }>('/inbox')).data.find((one) => one.noticeId === noticeId)?.entryId;

/** Somebody who holds this post for the operator. */
async function holder(post: 'field' | 'coordinator'): Promise<Someone> {
  const { hub, administrator, corridorId, operator } = of;
  const person = await enter(hub, administrator, { institutionId: operator.institutionId });
  done(await administrator.send('corridor.post.assign', { corridorId, institutionId: operator.institutionId, personId: person.personId, post }));
  return person;
}

/** The notice of a handover that waits to be read back; the coordinators of the operator are its chain. */
async function waiting(name: string): Promise<string> {
  const { coordinator, field, institutionId } = of.operator;
  const { unitId } = done(await coordinator.send<{ unitId: string }>('corridor.unit.register', aUnit(of.corridorId, institutionId, name)));
  const deploymentId = await aDeployment(of, 'operational', unitId);
  done(await field.send('corridor.charge.take', { deploymentId }));
  done(await field.send('corridor.handover.write', { deploymentId, toPersonId: next.personId, text: 'all quiet' }));
  await settled(of.hub);
  const [notice] = await of.hub.database.sql<{ id: string; chain: string[] }>(`SELECT id, chain FROM notification_notice WHERE name = 'corridor.handover_waiting' AND about = $1`, [`deployment:${deploymentId}`]);
  expect(notice?.chain).toEqual([second, third, coordinator].map(({ personId }) => personId));
  const id = notice?.id ?? '';
  expect(await steps(id)).toEqual([{ step: 0, ended: null }]);
  return id;
}

/** Its time is up: ten look at once, beside the hub itself. Whoever comes second finds the step taken, or is not waited for. */
async function fallDue(noticeId: string, after: { step: number; ended: string | null }): Promise<void> {
  await of.hub.database.sql(`UPDATE notification_escalation SET due_at = now() - interval '1 ms' WHERE notice_id = $1 AND ended IS NULL`, [noticeId]);
  await Promise.all(Array.from({ length: 10 }, look));
  await until(async () => (await steps(noticeId))[0]?.step === after.step && (await steps(noticeId))[0]?.ended === after.ended);
}

describe('a notice with a chain', () => {
  it('goes no further once somebody has acknowledged it, at the same instant too', async () => {
    const noticeId = await waiting('Mobile hospital 8');
    const entryId = await entry(next, noticeId);
    await of.hub.database.sql(`UPDATE notification_escalation SET due_at = now() - interval '1 ms' WHERE notice_id = $1`, [noticeId]);
    const [answer] = await Promise.all([next.send('notifications.entry.acknowledge', { entryId }), ...Array.from({ length: 5 }, look)]);
    expect(answer.status).toBe(200);
    // The step of the same instant was taken before, or not at all; the next one never is.
    const isOver = async (): Promise<boolean> => {
      await of.hub.database.sql(`UPDATE notification_escalation SET due_at = now() - interval '1 ms' WHERE notice_id = $1 AND ended IS NULL`, [noticeId]);
      await look();
      return (await steps(noticeId))[0]?.ended === 'acknowledged';
    };
    await until(isOver);
    const step = (await steps(noticeId))[0]?.step ?? Number.NaN;
    expect(step).toBeLessThanOrEqual(1);
    expect(await events(noticeId, 'notifications.notice.escalated.v1')).toHaveLength(step);
  });

  it('is over when what it is about was seen to, though nobody acknowledged the notice: nobody further is told, nor of its end', async () => {
    const noticeId = await waiting('Mobile hospital 6');
    const [notice] = await of.hub.database.sql<{ handover: string; deployment: string }>(`SELECT split_part(key, '.', 1) AS handover, split_part(about, ':', 2) AS deployment FROM notification_notice WHERE id = $1`, [noticeId]);
    done(await next.send('corridor.handover.read_back', { deploymentId: notice?.deployment, handoverId: notice?.handover, text: 'all quiet' }));
    await fallDue(noticeId, { step: 0, ended: 'over' });
    expect(await events(noticeId, 'notifications.notice.unanswered.v1')).toEqual([]);
    expect(await entry(second, noticeId)).toBeUndefined();
  });

  it('goes to one person after the other, each step once however many look, passes by who has no right, and its end is told and audited', async () => {
    const { coordinator } = of.operator;
    const noticeId = await waiting('Mobile hospital 7');
    done(await of.administrator.send('identity.person.suspend', { personId: third.personId }));
    await fallDue(noticeId, { step: 1, ended: null });
    expect(await entry(second, noticeId)).toBeDefined();
    expect(await entry(coordinator, noticeId)).toBeUndefined();
    await fallDue(noticeId, { step: 3, ended: null });
    expect((await events(noticeId, 'notifications.notice.escalated.v1')).map(({ data }) => data['personId'])).toEqual([second.personId, coordinator.personId]);
    await fallDue(noticeId, { step: 3, ended: 'unanswered' });
    expect(await events(noticeId, 'notifications.notice.unanswered.v1')).toMatchObject([{ data: { personId: coordinator.personId, steps: 3 } }]);
    expect(await of.hub.database.sql(`SELECT actor FROM identity_audit WHERE object_id = $1 AND action = 'notifications.notice.unanswered.v1'`, [noticeId])).toHaveLength(1);
    await settled(of.hub);
    expect(done(await coordinator.get<{ data: { notice: string }[] }>('/inbox')).data.map(({ notice }) => notice)).toContain('notifications.unanswered');
  });
});

describe('an alert that somebody acknowledges', () => {
  it('counts as acknowledged in their inbox as well', async () => {
    const { field } = of.operator;
    const alertId = await raise(of, silence(of, { key: 'heard', severity: 'moderate' }));
    await settled(of.hub);
    const { answer } = done(await field.get<{ data: { about: string; answer: { command: string; input: object } }[] }>('/inbox')).data.find(({ about }) => about === `alert:${alertId}`) ?? {};
    expect(answer).toEqual({ command: 'corridor.alert.acknowledge', input: { alertId } });
    done(await field.send(answer?.command ?? '', answer?.input));
    await settled(of.hub);
    const inbox = done(await field.get<{ data: { about: string; acknowledgedAt: string | null }[] }>('/inbox')).data;
    expect(inbox.filter(({ about }) => about === `alert:${alertId}`)).toMatchObject([{ acknowledgedAt: expect.any(String) }]);
  });
});
