import { newId, type Principal } from '#kernel';
import type { Someone } from '../support/people.js';
import { aCorridor, done, type TestCorridor } from './a-corridor.js';
import { onCallAlways } from './a-roster.js';
import { alertRow, clear, noted, raise, readAlert, silence, type AlertRead } from './an-alert.js';

let of: TestCorridor;
beforeAll(async () => {
  of = await aCorridor();
}, 120_000);
afterAll(() => of.hub.close());

/** Somebody of whom row-level security knows nothing. */
const nobody: Principal = { actor: `person:${newId()}`, personId: newId(), institutionIds: [], roles: [], scopes: null, credential: null };
const notices = async (id: string | null): Promise<string[]> => (await noted(of, 'corridor.alert.notified.v1')).filter(({ data }) => data['alertId'] === id).map(({ data }) => String(data['why']));
const byHand = (more: object = {}): object => ({ corridorId: of.corridorId, institutionId: of.operator.institutionId, severity: 'severe', headline: 'Generator on fire', ...more });
const raised = async (more: object = {}): Promise<string> => done(await of.operator.field.send<{ alertId: string }>('corridor.alert.raise', byHand(more))).alertId;
const codes = async (asked: Promise<{ status: number; body: Record<string, unknown> }>): Promise<unknown[]> => {
  const { status, body } = await asked;
  return [status, body['code']];
};

/** The tables of the hub and of its queue in which a text stands anywhere. */
async function tablesWith(text: string): Promise<string[]> {
  const tables = await of.hub.database.sql<{ place: string; name: string }>(`SELECT format('%I.%I', schemaname, tablename) AS place, tablename AS name FROM pg_tables WHERE schemaname IN ('public', 'bullmq') ORDER BY tablename`);
  const found: string[] = [];
  for (const { place, name } of tables) if ((await of.hub.database.sql(`SELECT FROM ${place} t WHERE t::text LIKE $1 LIMIT 1`, [`%${text}%`])).length > 0) found.push(name);
  return found;
}

describe('an alert that a part of the hub raises', () => {
  it('wakes people once, however many transactions find the cause at the same time, whatever their actors may see', async () => {
    const one = silence(of, { key: 'race' });
    const ids = await Promise.all(Array.from({ length: 20 }, () => raise(of, one, nobody)));
    const [id = null, ...more] = ids.filter((found) => found !== null);
    expect(more).toEqual([]);
    expect(await alertRow(of, id)).toMatchObject({ state: 'notified', count: 20, level: 1 });
    expect(await notices(id)).toEqual(['raised']);
  });

  it('wakes again when it is worse than before, and not when it is less', async () => {
    const key = 'worse';
    const id = await raise(of, silence(of, { key, severity: 'moderate' }));
    for (const severity of ['minor', 'extreme', 'severe'] as const) expect(await raise(of, silence(of, { key, severity }))).toBeNull();
    expect(await alertRow(of, id)).toMatchObject({ severity: 'extreme', count: 4 });
    expect(await notices(id)).toEqual(['raised', 'worsened']);
  });

  it('is suppressed with a count when it comes and goes, wakes for it once, and again when it is worse', async () => {
    const one = silence(of, { key: 'flapping' });
    const id = await raise(of, one);
    for (let n = 0; n < 3; n += 1) {
      await clear(of, one.key, nobody);
      expect(await alertRow(of, id)).toMatchObject({ state: 'resolved' });
      expect(await raise(of, one)).toBeNull();
    }
    expect(await alertRow(of, id)).toMatchObject({ state: 'suppressed', count: 4 });
    expect(await notices(id)).toEqual(['raised']);
    await clear(of, one.key);
    await raise(of, { ...one, severity: 'extreme' });
    expect(await alertRow(of, id)).toMatchObject({ state: 'notified', count: 5 });
    expect(await notices(id)).toEqual(['raised', 'worsened']);
  });

  it('is another one when it comes back later', async () => {
    const one = silence(of, { key: 'later' });
    const id = await raise(of, one);
    await clear(of, one.key);
    await of.hub.database.sql(`UPDATE corridor_alert SET resolved_at = resolved_at - interval '11 minutes' WHERE id = $1`, [id]);
    const next = await raise(of, one);
    expect([next === null, next === id]).toEqual([false, false]);
  });

  it('is recorded and wakes nobody when it was observed too long ago', async () => {
    const observedAt = new Date(Date.now() - 16 * 60_000);
    const id = await raise(of, silence(of, { key: 'late', kind: 'route_deviation', observedAt }));
    expect(await alertRow(of, id)).toMatchObject({ state: 'expired', level: 0, due_at: null });
    expect(await raise(of, silence(of, { key: 'late', kind: 'route_deviation', observedAt }))).toBeNull();
    expect(await notices(id)).toEqual([]);
    expect(await raise(of, silence(of, { key: 'late', kind: 'route_deviation' }))).not.toBeNull();
  });

  it('is never hidden behind a drill of the same thing', async () => {
    const drill = await raise(of, silence(of, { key: 'drilled', exercise: true }));
    const real = await raise(of, silence(of, { key: 'drilled' }));
    expect(real).not.toBeNull();
    const flags = (await noted(of, 'corridor.alert.notified.v1')).filter(({ data }) => data['alertId'] === drill || data['alertId'] === real).map(({ data }) => [data['alertId'], data['exercise']]);
    expect(flags).toEqual([[drill, true], [real, false]]);
    await clear(of, 'drilled');
    expect((await alertRow(of, drill)).state).toBe('notified');
  });
});

describe('an alert that somebody raises by hand', () => {
  it('goes from hand to hand, with every step, who took it and how long it took', async () => {
    const { operator } = of;
    const alertId = await raised({ description: 'The tent of the theatre' });
    done(await operator.coordinator.send('corridor.alert.acknowledge', { alertId, note: 'On my way' }));
    done(await operator.coordinator.send('corridor.alert.assign', { alertId, personId: operator.field.personId }));
    done(await operator.field.send('corridor.alert.annotate', { alertId, note: 'Extinguisher empty' }));
    done(await operator.field.send('corridor.alert.resolve', { alertId }));
    done(await operator.coordinator.send('corridor.alert.close', { alertId }));
    const read = await readAlert(operator.coordinator, alertId);
    expect(read.steps.map(({ step }) => step)).toEqual(['raised', 'notified', 'acknowledged', 'assigned', 'annotated', 'resolved', 'closed']);
    expect(read.steps.map(({ messageType }) => messageType)).toEqual(['alert', null, 'ack', null, null, 'cancel', null]);
    expect(read).toMatchObject({ state: 'closed', headline: 'Generator on fire', description: 'The tent of the theatre', dueAt: null, assigneeId: operator.field.personId });
    expect(Object.values(read.response).every((seconds) => typeof seconds === 'number')).toBe(true);
  });

  it('is acknowledged by one of many, and by nobody after its end', async () => {
    const { operator } = of;
    const alertId = await raised();
    const answers = await Promise.all(Array.from({ length: 10 }, () => operator.coordinator.send('corridor.alert.acknowledge', { alertId })));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(new Set(answers.filter(({ status }) => status !== 200).map(({ body }) => body['code']))).toEqual(new Set(['alert_state']));
    done(await operator.coordinator.send('corridor.alert.resolve', { alertId }));
    done(await operator.coordinator.send('corridor.alert.close', { alertId }));
    expect(await codes(operator.coordinator.send('corridor.alert.assign', { alertId, personId: operator.field.personId }))).toEqual([409, 'alert_state']);
  });

  it('is superseded by an update, which refers to it, or taken back', async () => {
    const { operator } = of;
    const alertId = await raised();
    const { alertId: next } = done(await operator.coordinator.send<{ alertId: string }>('corridor.alert.supersede', { alertId, messageType: 'update', severity: 'extreme', reason: 'It spreads' }));
    expect((await readAlert(operator.coordinator, alertId)).state).toBe('superseded');
    expect(await readAlert(operator.coordinator, next)).toMatchObject({ state: 'notified', severity: 'extreme', messageType: 'update', supersedes: alertId, headline: 'Generator on fire' });
    expect(done(await operator.coordinator.send('corridor.alert.supersede', { alertId: next, messageType: 'cancel', reason: 'It was a barbecue' }))).toEqual({ alertId: null });
    expect(await readAlert(operator.coordinator, next)).toMatchObject({ state: 'superseded', messageType: 'cancel' });
  });

  it('is silenced for a day at the most', async () => {
    const { operator } = of;
    const alertId = await raised();
    const until = (hours: number): string => new Date(Date.now() + hours * 3_600_000).toISOString();
    for (const hours of [-1, 25]) expect(await codes(operator.coordinator.send('corridor.alert.silence', { alertId, until: until(hours), reason: 'Known' }))).toEqual([409, 'alert_time']);
    const end = until(2);
    done(await operator.coordinator.send('corridor.alert.silence', { alertId, until: end, reason: 'Known' }));
    expect(await readAlert(operator.coordinator, alertId)).toMatchObject({ state: 'suppressed', dueAt: end });
  });

  it('belongs to those whom its owner shares alerts with, and to nobody else', async () => {
    const { operator, host, lead, stranger, corridorId } = of;
    const alertId = await raised();
    for (const one of [host.coordinator, lead.coordinator, stranger, operator.affiliate]) expect((await one.get(`/alerts/${alertId}`)).status).toBe(404);
    const seen = done(await lead.coordinator.get<{ data: unknown[] }>(`/corridors/${corridorId}/alerts`));
    expect(seen.data).toEqual([]);
    done(await operator.coordinator.send('corridor.grant.give', { corridorId, institutionId: operator.institutionId, readerInstitutionId: lead.institutionId, dataClass: 'alert', purpose: 'Watch' }));
    expect((await readAlert(lead.coordinator, alertId)).alertId).toBe(alertId);
    expect(await codes(lead.coordinator.send('corridor.alert.close', { alertId }))).toEqual([403, 'forbidden']);
    expect(await codes(host.coordinator.send('corridor.alert.raise', byHand()))).toEqual([403, 'forbidden']);
  });

  it('is found by state, severity, kind and whether it is a drill, page by page', async () => {
    const { operator, corridorId } = of;
    const drill = await raised({ exercise: true, severity: 'minor' });
    const list = async (search: string): Promise<AlertRead[]> => done(await operator.coordinator.get<{ data: AlertRead[] }>(`/corridors/${corridorId}/alerts?${search}`)).data;
    expect((await list('exercise=true&severity=minor&kind=manual&state=open')).map(({ alertId }) => alertId)).toEqual([drill]);
    expect((await list('exercise=false')).every(({ exercise }) => !exercise)).toBe(true);
    expect((await list('state=suppressed')).every(({ state }) => state === 'suppressed')).toBe(true);
    const { data, iterator } = done(await operator.coordinator.get<{ data: AlertRead[]; iterator: string }>(`/corridors/${corridorId}/alerts?limit=2`));
    const [following] = await list(`limit=1&iterator=${iterator}`);
    expect(data.every(({ alertId }) => alertId > (following?.alertId ?? 'z'))).toBe(true);
  });

  it('wakes again out of its silence when it is raised more severely', async () => {
    const one = silence(of, { key: 'silenced', severity: 'moderate' });
    const alertId = await raise(of, one);
    done(await of.operator.coordinator.send('corridor.alert.silence', { alertId, until: new Date(Date.now() + 3_600_000).toISOString(), reason: 'Known' }));
    await raise(of, one);
    expect((await alertRow(of, alertId)).state).toBe('suppressed');
    await raise(of, { ...one, severity: 'severe' });
    expect([(await alertRow(of, alertId)).state, await notices(alertId)]).toEqual(['notified', ['raised', 'worsened']]);
  });

  it('is told to whoever is on call, though they hold no post, and they may answer', async () => {
    const { operator, host, stream } = of;
    const { affiliate } = operator;
    done(await onCallAlways(of, 1, [affiliate], 'oxygen_low'));
    const alertId = await raise(of, silence(of, { key: 'on call', kind: 'oxygen_low' }));
    const seen = async (someone: Someone): Promise<string[]> => done(await someone.get<{ data: { type: string; data: { alertId?: string } }[] }>(`/streams/${stream}/events?limit=1000&types=corridor.alert.*`)).data
      .filter(({ data }) => data.alertId === alertId).map(({ type }) => type);
    expect(await seen(affiliate)).toEqual(['corridor.alert.notified.v1']);
    expect(await seen(operator.coordinator)).toEqual(['corridor.alert.changed.v1', 'corridor.alert.changed.v1', 'corridor.alert.notified.v1']);
    expect(await seen(host.coordinator)).toEqual([]);
    done(await affiliate.send('corridor.alert.acknowledge', { alertId }));
    expect((await readAlert(affiliate, alertId ?? '')).state).toBe('acknowledged');
  });

  it('keeps what people write in its own two tables, and out of events, jobs, receipts and the journal', async () => {
    const canary = 'zanzibar-canary';
    const alertId = await raised({ headline: canary, description: canary });
    done(await of.operator.coordinator.send('corridor.alert.acknowledge', { alertId, note: canary }));
    const read = await readAlert(of.operator.coordinator, alertId);
    expect([read.headline, read.description, read.steps.at(-1)?.note]).toEqual([canary, canary, canary]);
    expect(await tablesWith(canary)).toEqual(['corridor_alert', 'corridor_alert_step']);
    expect(of.hub.journal.filter((line) => line.includes(canary))).toEqual([]);
  });
});

describe('a late joiner of the corridor’s stream', () => {
  interface Snapshot {
    alerts: { open: number; worst: { alertId: string; severity: string }[] };
  }
  const joined = async (someone: Someone): Promise<Snapshot> => {
    const socket = await someone.socket();
    const reply = await socket.emitWithAck('stream.subscribe', { stream: of.stream }) as { data: { snapshot: Snapshot } };
    socket.close();
    return reply.data.snapshot;
  };

  it('finds the worst of the open alerts that are shared with them, without words of people', async () => {
    const alertId = await raised({ headline: 'Words of people', severity: 'extreme' });
    const { alerts } = await joined(of.operator.coordinator);
    expect(alerts.worst[0]).toMatchObject({ alertId, severity: 'extreme' });
    expect(alerts.open).toBeGreaterThanOrEqual(alerts.worst.length);
    expect(JSON.stringify(alerts)).not.toContain('Words of people');
    expect((await joined(of.host.coordinator)).alerts).toEqual({ open: 0, worst: [] });
  });
});
