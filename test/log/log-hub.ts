import type { Provider, Type } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import pg from 'pg';
import { z } from 'zod';
import { readSettings } from '#config';
import { event } from '#contracts';
import { dbMigrations, DbModule } from '#db';
import { BatchedLog, Duties, FeedReader, LogModule, logMigrations, LogReader, Projections, StreamExport, Tailer, UnitOfWork } from '#log';
import { newId, type Principal } from '#kernel';
import { freshDatabase, type TestDatabase } from '../support/database.js';

export const said = event('test.word.said.v1', {
  summary: 'Something was said in a test.', stream: 'meeting', audience: ['members'],
  data: z.object({ n: z.int(), note: z.string().max(40_000).optional(), deep: z.object({ a: z.int() }).optional() }),
  personal: z.object({ text: z.string().max(40_000) }),
  example: { n: 1 },
});
export const moved = event('test.unit.moved.v1', {
  summary: 'A unit moved in a test.', stream: 'unit', audience: ['public'], data: z.object({ n: z.int() }), example: { n: 1 },
});

export const somebody: Principal = { actor: `person:${newId()}`, personId: newId(), institutionIds: [], roles: [], scopes: null, credential: null };

/** The log of one process, on a database of its own or on another's. */
export interface LogHub {
  readonly database: TestDatabase;
  readonly unitOfWork: UnitOfWork;
  readonly batched: BatchedLog;
  readonly reader: LogReader;
  readonly feed: FeedReader;
  readonly tailer: Tailer;
  readonly duties: Duties;
  readonly projections: Projections;
  readonly streams: StreamExport;
  get<T>(type: Type<T>): T;
  /** Records one `said` event in one transaction. */
  say(stream: string, n: number, personal?: { text: string }): Promise<void>;
  close(): Promise<void>;
}

export async function logHub(options: { on?: TestDatabase; providers?: Provider[] } = {}): Promise<LogHub> {
  // Duties are begun by the tests that are about them.
  readSettings({ HUB_DUTIES: 'off', HUB_DATABASE_POOL: '12' }, () => '');
  const database = options.on ?? (await freshDatabase([...dbMigrations, ...logMigrations]));
  const app = await Test.createTestingModule({
    imports: [DbModule.forRoot({ entities: [], address: database.address }), LogModule], providers: options.providers ?? [],
  }).compile();
  app.useLogger(false);
  await app.init();
  const unitOfWork = app.get(UnitOfWork);
  return {
    database, unitOfWork, batched: app.get(BatchedLog), reader: app.get(LogReader), feed: app.get(FeedReader), tailer: app.get(Tailer),
    duties: app.get(Duties), projections: app.get(Projections), streams: app.get(StreamExport),
    get: (type) => app.get(type),
    say: (stream, n, personal) => unitOfWork.run(somebody, [], async (work) => work.record(said, stream, { n }, personal === undefined ? {} : { personal })),
    close: async () => {
      await app.close();
      if (options.on === undefined) await database.drop();
    },
  };
}

/** A meeting's stream that nobody has used. */
export function aStream(): string {
  return `meeting:${newId()}`;
}

/** An open transaction of the hub's role, to be held as long as a test likes. */
export async function openTransaction(database: TestDatabase, actor = 'system:test'): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: database.address.app });
  client.on('error', () => undefined);
  await client.connect();
  await client.query(`BEGIN; SELECT set_config('hub.actor', '${actor}', true)`);
  return client;
}

/** Appends one event by hand, without committing. */
export async function appendBy(client: pg.Client, stream: string): Promise<void> {
  await client.query(
    `SELECT log_append(ARRAY[$1], '{1}', ARRAY[$2::uuid], '{test.word.said.v1}', ARRAY[now()], '{system:test}', '{members}', '{"{}"}', ARRAY[sha256('x')], NULL, NULL, NULL)`,
    [stream, newId()]);
}

export { until } from '../support/until.js';
