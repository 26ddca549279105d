import { done } from '../council/a-council.js';
import { toldSoon } from '../notifications/inbox-of.js';
import { MortalHub } from '../support/mortal-hub.js';
import { claim } from '../support/people.js';
import { end, spawnWorker } from '../support/spawn-worker.js';
import { until } from '../support/until.js';

const SCHEDULES = 5;
const rules = { quorum: { of: 'seats', atLeast: { numerator: 1, denominator: 2 }, strict: true }, majority: { threshold: { numerator: 1, denominator: 2 }, strict: true, base: 'valid', unit: 'weights', tie: 'fails' } };

const count = async (hub: MortalHub, what: string): Promise<number> => (await hub.sql<{ count: number }>(`SELECT count(*)::int FROM ${what}`))[0]?.count ?? 0;

describe('a kill of the worker while it makes reports, and a queue that is emptied', () => {
  it('loses no run and makes none twice; whoever it is for is told of each once', async () => {
    const hub = await MortalHub.start({ HUB_DUTIES: 'off' });
    let worker = await spawnWorker(hub);
    try {
      const admin = await claim(hub);
      const { bodyId } = done(await admin.send<{ bodyId: string }>('alliance.body.establish', { name: 'Council', kind: 'council', rules }));
      const ids: string[] = [];
      for (let n = 0; n < SCHEDULES; n += 1) {
        const input = { name: `Report ${n}`, kind: 'council.attendance_record', params: { bodyId }, cron: '0 6 1 1 *', zone: 'UTC', formats: ['csv'] };
        ids.push(done(await admin.send<{ scheduleId: string }>('reports.schedule.create', input)).scheduleId);
      }
      await Promise.all(ids.map(async (scheduleId) => done(await admin.send('reports.run.start', { scheduleId }, `start-${scheduleId}`))));

      // In the middle of the first ones; then of whatever is made at that moment.
      for (const struck of [`report_run WHERE state = 'running'`, `report_document WHERE state = 'made'`]) {
        await until(async () => (await count(hub, struck)) > 0);
        await end(worker, 'SIGKILL');
        await hub.sql('DELETE FROM bullmq.job');
        await hub.sql('DELETE FROM bullmq.dedup');
        worker = await spawnWorker(hub);
      }
      await until(async () => (await count(hub, 'report_run WHERE ended_at IS NOT NULL')) === SCHEDULES);

      expect(await hub.sql('SELECT state, count(*)::int FROM report_run GROUP BY state')).toEqual([{ state: 'made', count: SCHEDULES }]);
      expect(await count(hub, 'report_document')).toBe(SCHEDULES);
      expect(await hub.sql(`SELECT format, count(*)::int FROM report_file WHERE format <> 'document' GROUP BY format ORDER BY format`)).toEqual([{ format: 'csv', count: SCHEDULES }]);
      expect(await count(hub, `log_event WHERE type = 'reports.run.ended.v1'`)).toBe(SCHEDULES);
      const told = await toldSoon(admin, 'reports.report_ready', SCHEDULES);
      expect(told).toHaveLength(SCHEDULES);
      expect(new Set(told.map(({ about }) => about)).size).toBe(SCHEDULES);
    } finally {
      await end(worker, 'SIGTERM');
      await hub.close();
    }
  });
});
