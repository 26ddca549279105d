import 'reflect-metadata';
import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { Global, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import pg from 'pg';
import { readSettings } from '#config';
import { dbMigrations, DbModule, openDatabase } from '#db';
import { BatchedLog, LogModule, logMigrations, LogReader, UnitOfWork } from '#log';
import { CommandBus, HubIoAdapter, Lines, RealtimeModule, realtimeMigrations } from '#realtime';
import { BenchModule, benchMigration } from './bench-domain.js';
import { Load } from './hub-load.js';
import { memory, obey } from './control.js';

// Every statement that this process sends to its database is counted, by what it is about.
const queries = { all: 0, events: 0 };
const client: { query: (this: unknown, ...parts: unknown[]) => unknown } = pg.Client.prototype as never;
const { query } = client;
client.query = function counted(...parts) {
  queries.all += 1;
  const text = typeof parts[0] === 'string' ? parts[0] : (parts[0] as { text?: string }).text;
  if (text?.includes('log_event') === true) queries.events += 1;
  return query.apply(this, parts);
};

readSettings(process.env, (path) => readFileSync(path, 'utf8'));
const database = await openDatabase({
  migrations: [...dbMigrations, ...logMigrations, ...realtimeMigrations, benchMigration], hubVersion: '0.1.0', embedded: 'own', pending: 'run', report: () => undefined,
});

/** The log and the doors as the hub composes them, with the bench's rooms as their only domain. */
@Global()
@Module({ imports: [DbModule.forRoot({ address: database.address, entities: [] }), LogModule, BenchModule, RealtimeModule], exports: [BenchModule] })
class BenchHub {}

const app = await NestFactory.create<NestFastifyApplication>(BenchHub, new FastifyAdapter(), { logger: ['error', 'warn'], abortOnError: false });
app.useWebSocketAdapter(new HubIoAdapter(app));
const load = new Load(app.get(BatchedLog, { strict: false }), app.get(UnitOfWork, { strict: false }), app.get(LogReader, { strict: false }), app.get(CommandBus, { strict: false }));

obey({
  start: async () => {
    await app.listen(0, '127.0.0.1');
    return (app.getHttpServer() as { address(): AddressInfo }).address().port;
  },
  database: () => database.cluster?.pid,
  /** Where the database is, for a reader beside the hub and for the bare peers. */
  addresses: () => ({ owner: database.address.owner, superuser: database.cluster?.superuser() }),
  publish: load.publish,
  append: load.append,
  fill: load.fill,
  replay: load.replay,
  commands: load.commands,
  talk: load.talk,
  queries: () => ({ ...queries }),
  lines: () => app.get(Lines, { strict: false }).size,
  memory,
  resident: () => process.memoryUsage.rss(),
  stop: async () => {
    await app.close();
    await database.close();
  },
});
