import { failingBehaves } from './failing.js';
import { Gate, Ground, idle, letters, ran, states, type Stage } from './ground.js';
import { anId, noted, RunJobs, until } from './queue-hub.js';

/** What jobs do, whatever the backend: one suite for all of them. */
export function queueBehaves(backend: string, open: () => Promise<Stage>): void {
  const ground = new Ground(backend, open);
  addingBehaves(ground);
  keysBehave(ground);
  failingBehaves(ground);
}

function addingBehaves(ground: Ground): void {
  describe(`a job on ${ground.backend}`, () => {
    it('runs once, with its data, and leaves nothing behind', async () => {
      const hub = await ground.start();
      const ids = Array.from({ length: 40 }, anId);
      await hub.jobs.add(noted, { id: ids[0] as string, n: 7 });
      await hub.jobs.addAll(noted, ids.slice(1).map((id) => ({ data: { id } })));
      await until(async () => ids.every((id) => hub.handler.of(id).length > 0) && (await idle(hub)));
      expect(hub.handler.runs).toHaveLength(ids.length);
      expect(hub.handler.of(ids[0] as string)).toMatchObject([{ data: { id: ids[0], n: 7 }, run: { attempt: 1 } }]);
      expect(await letters(hub)).toEqual([]);
    });

    it('is refused when its data do not fit the contract, or are more than ids', async () => {
      const hub = await ground.start();
      await expect(hub.jobs.add(noted, { id: 'Guldasta' })).rejects.toThrow('do not fit its contract at /id');
      await expect(hub.jobs.add(noted, { id: anId(), note: 'x' } as { id: string })).rejects.toThrow('do not fit its contract');
      await expect(hub.jobs.add(noted, { id: anId() }, { key: 'with space' })).rejects.toThrow('other characters');
      expect(hub.handler.runs).toEqual([]);
    });

    it('does not run before its time', async () => {
      const hub = await ground.start();
      const [soon, later] = [anId(), anId()];
      const asked = Date.now();
      await hub.jobs.add(noted, { id: later }, { delay: 400 });
      await hub.jobs.add(noted, { id: soon });
      let at = 0;
      hub.handler.script = async ({ id }) => { if (id === later) at = Date.now(); };
      await ran(hub, later);
      await ran(hub, soon);
      expect(at - asked).toBeGreaterThanOrEqual(399);
      expect(hub.handler.of(soon)).toHaveLength(1);
    });

    it('repeats until it is unscheduled; the same name changes it', async () => {
      const hub = await ground.start();
      const [first, second] = [anId(), anId()];
      await hub.jobs.schedule('rounds', noted, { id: first }, { cron: '30 4 * * *', zone: 'Asia/Almaty' });
      expect(await states(hub)).toEqual({ waiting: 0, active: 0, delayed: 1 });
      await hub.jobs.schedule('rounds', noted, { id: second }, { every: 1_000 });
      await ran(hub, second, 2);
      await hub.jobs.unschedule('rounds');
      await until(() => idle(hub));
      expect(hub.handler.of(first)).toEqual([]);
    });

    it('is not repeated by a zone or an expression that is none, nor in a loop', async () => {
      const hub = await ground.start();
      for (const rhythm of [{ cron: '0 0 * * *', zone: 'Mars/Olympus' }, { cron: 'every day', zone: 'UTC' }, { cron: '61 0 * * *', zone: 'UTC' }, { every: 10 }]) {
        await expect(hub.jobs.schedule('odd', noted, { id: anId() }, rhythm)).rejects.toThrow(/no IANA time zone|no cron expression|Constraint error|repeated every/);
      }
      expect(await idle(hub)).toBe(true);
    });
  });
}

function keysBehave(ground: Ground): void {
  describe(`jobs of one key on ${ground.backend}`, () => {
    it('wait once, however often they are asked for', async () => {
      const hub = await ground.start({ settings: { HUB_DUTIES: 'off' } });
      const [id, other] = [anId(), anId()];
      for (let n = 1; n <= 5; n += 1) await hub.jobs.add(noted, { id, n }, { key: 'one' });
      await hub.jobs.addAll(noted, [6, 7, 8].map((n) => ({ data: { id, n }, options: { key: 'one' } })));
      await hub.jobs.add(noted, { id: other }, { key: 'two' });
      expect(await states(hub)).toEqual({ waiting: 2, active: 0, delayed: 0 });
      await hub.get(RunJobs).start();
      await ran(hub, other);
      await until(() => idle(hub));
      expect(hub.handler.of(id)).toHaveLength(1);
    });

    it('are kept for once more while one runs, so that what changed meanwhile is not missed', async () => {
      const hub = await ground.start();
      const id = anId();
      const gate = new Gate();
      hub.handler.script = () => gate.passed;
      await hub.jobs.add(noted, { id, n: 1 }, { key: 'one' });
      await ran(hub, id);
      for (let n = 2; n <= 5; n += 1) await hub.jobs.add(noted, { id, n }, { key: 'one' });
      expect(hub.handler.of(id)).toHaveLength(1);
      gate.open();
      await ran(hub, id, 2);
      await until(() => idle(hub));
      expect(hub.handler.of(id)).toHaveLength(2);
    });

    it('are kept for once more also when the one that runs fails for good', async () => {
      const hub = await ground.start();
      const id = anId();
      const gate = new Gate();
      hub.handler.script = async ({ n }) => {
        if (n !== 1) return;
        await gate.passed;
        throw new Error('never');
      };
      await hub.jobs.add(noted, { id, n: 1 }, { key: 'one' });
      await ran(hub, id, 1);
      gate.open();
      await ran(hub, id, 2);
      // It fails its last try now and then; the request of the meantime joins the try that waits, or follows it.
      await hub.jobs.add(noted, { id, n: 2 }, { key: 'one' });
      await until(async () => (await letters(hub)).length === 1);
      await hub.jobs.add(noted, { id, n: 3 }, { key: 'one' });
      await until(async () => (await idle(hub)) && hub.handler.of(id).some(({ data }) => data.n !== 1));
      expect(await letters(hub)).toMatchObject([{ key: 'one', reason: 'failed', attempts: 3, data: { id, n: 1 } }]);
    });

    it('that are for later put none off that is for now, and of those the earliest counts', async () => {
      const hub = await ground.start();
      const id = anId();
      await hub.jobs.add(noted, { id, n: 1 }, { key: 'one', delay: 600_000 });
      await hub.jobs.add(noted, { id, n: 2 }, { key: 'one' });
      await ran(hub, id);
      await hub.jobs.add(noted, { id, n: 3 }, { key: 'one', delay: 900_000 });
      expect(await states(hub)).toMatchObject({ waiting: 0, delayed: 1 });
      await hub.jobs.add(noted, { id, n: 4 }, { key: 'one', delay: 200 });
      await ran(hub, id, 2);
      await until(() => idle(hub));
      expect(hub.handler.of(id).map(({ data }) => data.n)).toEqual([2, 4]);
    });

    it('both for now and for later that are asked for during a run come after it, one at a time', async () => {
      const hub = await ground.start();
      const id = anId();
      const gate = new Gate();
      let [running, most] = [0, 0];
      hub.handler.script = async () => {
        most = Math.max(most, running += 1);
        await gate.passed;
        await new Promise((resolve) => setTimeout(resolve, 30));
        running -= 1;
      };
      await hub.jobs.add(noted, { id, n: 1 }, { key: 'one' });
      await ran(hub, id);
      await hub.jobs.add(noted, { id, n: 2 }, { key: 'one' });
      await hub.jobs.add(noted, { id, n: 3 }, { key: 'one', delay: 600_000 });
      gate.open();
      await ran(hub, id, 2);
      await until(async () => (await states(hub)).active === 0);
      expect(await states(hub)).toEqual({ waiting: 0, active: 0, delayed: 1 });
      expect(hub.handler.of(id).map(({ data }) => data.n)).toEqual([1, 2]);
      expect(most).toBe(1);
    });
  });
}
