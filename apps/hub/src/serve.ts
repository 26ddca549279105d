import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Logger } from 'pino';
import { z } from 'zod';
import { setting } from '#config';
import { Database, isEmbedded, openDatabase, StartFault, type OpenDatabase } from '#db';
import { HubIoAdapter } from '#realtime';
import { migrations } from './features.js';
import { Readiness } from './health/readiness.js';
import { addHeaders, makeAdapter, watchTraffic } from './http/make-server.js';
import type { Traffic } from './http/traffic.js';
import { HubModule } from './hub.module.js';
import { NestLogger } from './journal/nest-logger.js';
import { hubVersion } from './version.js';

const host = setting('HUB_HOST', z.string().min(1).default('127.0.0.1'), 'the address that the hub listens on');
const port = setting('HUB_PORT', z.coerce.number().int().min(0).max(65_535).default(3_000), 'the port that the hub listens on; 0 takes any that is free');
const patience = setting('HUB_STOP_PATIENCE', z.coerce.number().min(0).max(600).default(10), 'seconds that a stopping hub waits for what is in flight');

/** A hub that is up. */
export interface Hub {
  readonly url: string;
  readonly app: NestFastifyApplication;
  readonly database: OpenDatabase;
  /** Stops in the written order (see the README of apps/hub); a second call waits for the first. */
  close(): Promise<void>;
}

/**
 * Starts the whole hub: database, migrations, modules, server. The settings have been read.
 * @throws StartFault with one plain sentence for everything that a person can mend
 */
export async function serve(log: Logger): Promise<Hub> {
  const database = await openDatabase({ migrations, hubVersion, embedded: 'own', pending: isEmbedded() ? 'run' : 'refuse', report: (line) => log.info(line) });
  let app: NestFastifyApplication | undefined;
  try {
    app = await makeApp(database, log);
    const traffic = watchTraffic(app);
    await listen(app);
    return running(app, database, traffic, log);
  } catch (fault) {
    await app?.close().catch(() => undefined);
    await database.close();
    throw fault;
  }
}

async function makeApp(database: OpenDatabase, log: Logger): Promise<NestFastifyApplication> {
  const made: { readiness?: Readiness } = {};
  const onFault = (): void => {
    if (made.readiness?.stopping !== true) log.warn('an idle connection to the database was lost; the pool opens another');
  };
  const app = await NestFactory.create<NestFastifyApplication>(HubModule.at(database.address, onFault), makeAdapter(), { logger: new NestLogger(log), abortOnError: false });
  made.readiness = app.get(Readiness);
  app.useWebSocketAdapter(new HubIoAdapter(app));
  addHeaders(app);
  return app;
}

async function listen(app: NestFastifyApplication): Promise<void> {
  try {
    await app.listen(port.value, host.value);
  } catch (fault) {
    throw explain(fault);
  }
}

function explain(fault: unknown): unknown {
  const { code } = fault as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE') return new StartFault(`Port ${port.value} is taken: stop what listens there, or give the hub another port in HUB_PORT.`, { cause: fault });
  if (code === 'EACCES') return new StartFault(`This user may not listen on port ${port.value}: choose one above 1023 in HUB_PORT.`, { cause: fault });
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') return new StartFault(`${host.value} is no address of this machine: correct HUB_HOST.`, { cause: fault });
  return fault;
}

function running(app: NestFastifyApplication, database: OpenDatabase, traffic: Traffic, log: Logger): Hub {
  const { port: bound } = (app.getHttpServer() as Server).address() as AddressInfo;
  const shown = host.value.includes(':') ? `[${host.value}]` : host.value;
  let closed: Promise<void> | undefined;
  return { url: `http://${shown}:${bound}`, app, database, close: () => (closed ??= stop(app, database, traffic, log)) };
}

/** The written order. Each step ends before the next begins; each has a bound. */
async function stop(app: NestFastifyApplication, database: OpenDatabase, traffic: Traffic, log: Logger): Promise<void> {
  log.info('stopping: new work is refused, what is in flight is finished');
  app.get(Readiness).stopping = true;
  const [requests, transactions] = await Promise.all([traffic.drain(patience.value * 1_000), app.get(Database).drain(patience.value * 1_000)]);
  if (requests + transactions > 0) log.warn({ requests, transactions }, 'not everything in flight could be finished; its senders will send it again');
  log.info('stopping: sockets are told to come back, the server and the duties end');
  // Sockets are no part of these: readers of streams, idle lines, and what could not be finished.
  (app.getHttpServer() as Server).closeAllConnections();
  await app.close();
  log.info('stopping: the database');
  await database.close();
  log.info('stopped');
}
