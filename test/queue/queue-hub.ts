import type { Provider, Type } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { z } from 'zod';
import { readSettings } from '#config';
import { catalogue, job, type Data } from '#contracts';
import { Database, dbMigrations, DbModule } from '#db';
import { LogModule, logMigrations, UnitOfWork } from '#log';
import { newId, systemActor } from '#kernel';
import { Effects, Jobs, Pace, QueueModule, queueMigrations, RunJobs, Runs, type JobHandler, type JobRun } from '#queue';
import { freshDatabase, type TestDatabase } from '../support/database.js';
import { until } from '../support/until.js';

export const noted = job('test.note.take', { summary: 'Notes that it ran.', data: z.strictObject({ id: z.uuid(), n: z.int().optional() }) });

export const actor = systemActor('test');

/** What a test wants its handler to do in a run; by default nothing but being noted. */
export type Script = (data: Data<typeof noted>, run: JobRun) => Promise<void>;

/** The handler of the tests: notes each run in memory and then does what the test says. */
@Runs(noted)
export class TakeNote implements JobHandler<typeof noted> {
  readonly runs: { readonly data: Data<typeof noted>; readonly run: JobRun }[] = [];
  script: Script = async () => undefined;

  async run(data: Data<typeof noted>, run: JobRun): Promise<void> {
    this.runs.push({ data, run });
    await this.script(data, run);
  }

  /** The runs of one id. */
  of(id: string): readonly { readonly data: Data<typeof noted>; readonly run: JobRun }[] {
    return this.runs.filter(({ data }) => data.id === id);
  }
}

/** The jobs of the hub's domains, which are not here: what declares a job must handle it. */
function others(): Provider[] {
  return catalogue.jobs().filter(({ name }) => !name.startsWith('test.')).map((contract) => {
    @Runs(contract)
    class Nothing {
      async run(): Promise<void> { /* nobody adds these here */ }
    }
    return Nothing;
  });
}

/** Quick enough for tests, slow enough for a machine that is busy with others. */
export class TestPace extends Pace {
  override readonly lockDuration = 3_000;
  override readonly stalledInterval = 1_000;
  override readonly tries: number = 3;
  override readonly firstPause = 50;
  override readonly deaths = 4;
  override readonly postponement = 200;
  override readonly patience: number = 5_000;
}

/** The queue of one process, on a database of its own or on another's. */
export interface QueueHub {
  readonly database: TestDatabase;
  readonly jobs: Jobs;
  readonly effects: Effects;
  readonly unitOfWork: UnitOfWork;
  readonly db: Database;
  readonly handler: TakeNote;
  get<T>(type: Type<T>): T;
  close(): Promise<void>;
}

export interface QueueHubOptions {
  readonly on?: TestDatabase;
  readonly settings?: Readonly<Record<string, string>>;
  readonly providers?: Provider[];
  readonly pace?: Pace;
}

export async function queueHub({ on, settings = {}, providers = [TakeNote], pace = new TestPace() }: QueueHubOptions = {}): Promise<QueueHub> {
  readSettings({ HUB_DATABASE_POOL: '8', ...settings }, () => '');
  const database = on ?? (await freshDatabase([...dbMigrations, ...logMigrations, ...queueMigrations]));
  const app = await Test.createTestingModule({
    imports: [DbModule.forRoot({ entities: [], address: database.address }), LogModule, QueueModule], providers: [...providers, ...others()],
  }).overrideProvider(Pace).useValue(pace).compile();
  app.useLogger(false);
  await app.init();
  return {
    database, jobs: app.get(Jobs), effects: app.get(Effects), unitOfWork: app.get(UnitOfWork), db: app.get(Database), handler: app.get(TakeNote),
    get: (type) => app.get(type),
    close: async () => {
      await app.close();
      if (on === undefined) await database.drop();
    },
  };
}

export function anId(): string {
  return newId();
}

export { RunJobs, until };
