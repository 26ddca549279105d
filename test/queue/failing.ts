import { backendOf, Gate, idle, letters, ran, states, type Ground } from './ground.js';
import { actor, anId, noted, RunJobs, TestPace, until } from './queue-hub.js';

/** What becomes of jobs that fail, are forged, or whose process stops. */
export function failingBehaves(ground: Ground): void {
  describe(`a job that fails on ${ground.backend}`, () => {
    it('is tried again, so often and no more, and then stands among the dead letters; the next job goes on', async () => {
      const hub = await ground.start();
      const [poison, next] = [anId(), anId()];
      hub.handler.script = async ({ id }) => {
        if (id === poison) throw Object.assign(new Error('the note is stuck'), { detail: 'a secret' });
      };
      await hub.jobs.add(noted, { id: poison });
      await hub.jobs.add(noted, { id: next });
      await until(async () => (await letters(hub)).length === 1 && (await idle(hub)));
      expect(hub.handler.of(poison).map(({ run }) => run.attempt)).toEqual([1, 2, 3]);
      expect(hub.handler.of(next)).toHaveLength(1);
      expect(await letters(hub)).toMatchObject([{ id: hub.handler.of(poison)[0]?.run.id, job: 'test.note.take', data: { id: poison }, key: null, reason: 'failed', error: 'Error: the note is stuck', attempts: 3 }]);
    });

    it('and succeeds at a later try is no dead letter', async () => {
      const hub = await ground.start();
      const id = anId();
      hub.handler.script = async (_, { attempt }) => { if (attempt < 3) throw new Error('not yet'); };
      await hub.jobs.add(noted, { id });
      await until(async () => hub.handler.of(id).length === 3 && (await idle(hub)));
      expect(await letters(hub)).toEqual([]);
    });

    it('because the database is away is put off, and that is not counted against it', async () => {
      const hub = await ground.start();
      const id = anId();
      hub.handler.script = async () => {
        if (hub.handler.of(id).length < 6) throw Object.assign(new Error('terminating connection'), { code: '57P01' });
      };
      await hub.jobs.add(noted, { id });
      await until(async () => hub.handler.of(id).length === 6 && (await idle(hub)));
      expect(hub.handler.of(id).map(({ run }) => run.attempt)).toEqual([1, 1, 1, 1, 1, 1]);
      expect(await letters(hub)).toEqual([]);
    });

    it('by running for ever gives its place up', async () => {
      const hub = await ground.start({ pace: new (class extends TestPace { override readonly runLimit = 100; override readonly runGrace = 50; override readonly tries = 1; })() });
      const id = anId();
      let asked = false;
      hub.handler.script = (_, { signal }) => new Promise(() => signal.addEventListener('abort', () => { asked = true; }));
      await hub.jobs.add(noted, { id });
      await until(async () => (await letters(hub)).length === 1 && (await idle(hub)));
      expect(asked).toBe(true);
      expect((await letters(hub))[0]?.error).toBe('Error: the run did not end within 150 ms');
    });
  });

  describe(`a forged job on ${ground.backend}`, () => {
    it('is never run, and stands among the dead letters without its data', async () => {
      const hub = await ground.start();
      const forger = backendOf(hub).queue(() => undefined);
      const forged: [string, unknown][] = [['test.note.burn', { id: anId() }], [noted.name, { id: 'x', command: 'rm' }], [noted.name, 'rm']];
      for (const [name, data] of forged) await forger.add(name, data, { removeOnFail: true });
      const id = anId();
      await hub.jobs.add(noted, { id });
      await ran(hub, id);
      await until(async () => (await letters(hub)).length === 3 && (await idle(hub)));
      await forger.close();
      expect(hub.handler.runs).toHaveLength(1);
      const found = (await letters(hub)).map(({ job, data, reason, error }) => [job, data, reason, error]);
      expect(found).toContainEqual(['test.note.burn', null, 'refused', 'no such job is declared']);
      expect(found).toContainEqual([noted.name, null, 'refused', 'the data do not fit the contract at /id, /']);
      expect(found).toContainEqual([noted.name, null, 'refused', 'the data do not fit the contract at /']);
    });
  });

  describe(`a process that stops on ${ground.backend}`, () => {
    it('takes no further job, and lets those that run end', async () => {
      const [hub, producer] = [await ground.start(), await ground.start({ settings: { HUB_DUTIES: 'off' } })];
      const [id, next] = [anId(), anId()];
      const gate = new Gate();
      let told = false;
      hub.handler.script = async (_, { signal }) => {
        signal.addEventListener('abort', () => { told = true; });
        await gate.passed;
      };
      await producer.jobs.add(noted, { id });
      await ran(hub, id);
      const closed = hub.get(RunJobs).onModuleDestroy();
      expect(told).toBe(true);
      await producer.jobs.add(noted, { id: next });
      gate.open();
      await closed;
      expect(await states(producer)).toEqual({ waiting: 1, active: 0, delayed: 0 });
      expect(hub.handler.of(next)).toEqual([]);
    });

    it('hands back what breaks off, and another takes it up at once; that is not counted against it', async () => {
      const hub = await ground.start();
      const id = anId();
      hub.handler.script = (_, { signal }) => new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(new Error('stopping'))));
      await hub.jobs.add(noted, { id }, { key: 'one' });
      await ran(hub, id);
      await hub.get(RunJobs).onModuleDestroy();
      const other = await ground.start();
      await ran(other, id);
      await until(() => idle(other));
      expect(other.handler.of(id)).toMatchObject([{ run: { attempt: 1 } }]);
      expect(await letters(other)).toEqual([]);
    });

    it('leaves what does not end in time to its lock, upon which another takes it up', async () => {
      const hub = await ground.start({ pace: new (class extends TestPace { override readonly patience = 50; })() });
      const id = anId();
      hub.handler.script = () => new Promise(() => undefined);
      await hub.jobs.add(noted, { id });
      await ran(hub, id);
      await hub.get(RunJobs).onModuleDestroy();
      const other = await ground.start();
      await ran(other, id);
      expect(other.handler.of(id)[0]?.run.attempt).toBe(1);
    }, 30_000);
  });

  describe(`effects on ${ground.backend}`, () => {
    it('happen once though the job runs twice, and again when they were rolled back', async () => {
      const hub = await ground.start();
      const id = anId();
      await hub.database.sql('CREATE TABLE test_effect (id uuid NOT NULL); GRANT ALL ON test_effect TO hub_app');
      hub.handler.script = async (data, { attempt }) => {
        await hub.unitOfWork.run(actor, [], async (work) => {
          await hub.effects.once(work, `test.note.take:${data.id}`, () => work.db.query('INSERT INTO test_effect VALUES ($1)', [data.id]));
          if (attempt === 1) throw new Error('rolled back');
        });
        if (attempt === 2) throw new Error('after the commit');
      };
      await hub.jobs.add(noted, { id });
      await until(async () => hub.handler.of(id).length === 3 && (await idle(hub)));
      expect(await hub.database.sql('SELECT id FROM test_effect')).toEqual([{ id }]);
      expect(await letters(hub)).toEqual([]);
    });
  });
}
