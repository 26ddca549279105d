import 'reflect-metadata';
import { readFileSync } from 'node:fs';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { createPostgresBackend, Queue, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import pg from 'pg';
import { z } from 'zod';
import { readSettings } from '#config';
import { catalogue, job } from '#contracts';
import { dbMigrations, DbModule, openDatabase } from '#db';
import { newId } from '#kernel';
import { LogModule, logMigrations } from '#log';
import { Jobs, QueueModule, queueMigrations, Runs } from '#queue';
import { obey } from './control.js';

/** The hub's queue with a job that does nothing, and BullMQ alone with the same on the same backend. */
const nothing = job('bench.nothing.do', { summary: 'Nothing.', data: z.strictObject({ id: z.uuid() }) });
const CONCURRENCY = 64;
const PAGE = 500;

readSettings(process.env, (path) => readFileSync(path, 'utf8'));
const database = await openDatabase({ migrations: [...dbMigrations, ...logMigrations, ...queueMigrations], hubVersion: '0.1.0', embedded: 'own', pending: 'run', report: () => undefined });

/** Counts runs, and tells when the last of a batch has come. */
class Count {
  private left = 0;
  private done: () => void = () => undefined;

  expect(jobs: number): Promise<void> {
    this.left = jobs;
    return new Promise((resolve) => { this.done = resolve; });
  }

  one(): void {
    this.left -= 1;
    if (this.left === 0) this.done();
  }
}

const ofHub = new Count();

@Runs(nothing)
class DoNothing {
  async run(): Promise<void> {
    ofHub.one();
  }
}

const others = catalogue.jobs().filter(({ name }) => name !== nothing.name).map((contract) => {
  @Runs(contract)
  class Nobody {
    async run(): Promise<void> { /* not measured */ }
  }
  return Nobody;
});

@Module({ imports: [DbModule.forRoot({ address: database.address, entities: [] }), LogModule, QueueModule], providers: [DoNothing, ...others] })
class BenchQueue {}

const app = await NestFactory.createApplicationContext(BenchQueue, { logger: ['error', 'warn'], abortOnError: false });
const jobs = app.get(Jobs, { strict: false });

const ofBare = new Count();
const bare = await openBare();

/** BullMQ as its documentation draws it, on the backend that the hub uses. */
async function openBare(): Promise<{ queue: Pick<Queue, 'addBulk' | 'close'>; worker: Pick<Worker, 'close'> }> {
  const carry = async (): Promise<void> => ofBare.one();
  const url = process.env['REDIS_URL'];
  if (url !== undefined) {
    return {
      queue: new Queue('bare', { connection: new Redis(url, { maxRetriesPerRequest: null }), prefix: '{bare}' }),
      worker: new Worker('bare', carry, { connection: new Redis(url, { maxRetriesPerRequest: null }), prefix: '{bare}', concurrency: CONCURRENCY }),
    };
  }
  const pool = new pg.Pool({ connectionString: database.address.owner ?? '', max: 9, options: '-c search_path=bullmq', keepAlive: true });
  // The database ends its lines when it stops.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  return {
    queue: new Queue('bare', { connection: pool }, createPostgresBackend).on('error', () => undefined) as unknown as Queue,
    worker: new Worker('bare', carry, { connection: pool, concurrency: CONCURRENCY }, createPostgresBackend).on('error', () => undefined) as unknown as Worker,
  };
}

/** Jobs a second from the first that is added to the last that has run. */
async function rate(count: Count, many: number, add: (ids: string[]) => Promise<unknown>): Promise<number> {
  const all = count.expect(many);
  const began = performance.now();
  for (let at = 0; at < many; at += PAGE) await add(Array.from({ length: Math.min(PAGE, many - at) }, newId));
  await all;
  return many / ((performance.now() - began) / 1_000);
}

obey({
  start: () => 0,
  database: () => database.cluster?.pid,
  hub: ({ many }: { many: number }) => rate(ofHub, many, (ids) => jobs.addAll(nothing, ids.map((id) => ({ data: { id } })))),
  bare: ({ many }: { many: number }) => rate(ofBare, many, (ids) => bare.queue.addBulk(ids.map((id) => ({ name: nothing.name, data: { id }, opts: { removeOnComplete: true, removeOnFail: true } })))),
  stop: async () => {
    await bare.worker.close();
    await bare.queue.close();
    await app.close();
    await database.close();
  },
});
