import 'reflect-metadata';
import { readFileSync } from 'node:fs';
import { NestFactory } from '@nestjs/core';
import { readSettings } from '#config';
import { openDatabase } from '#db';
import { migrations } from '../../hub/src/features.js';
import { makeLogger } from '../../hub/src/journal/make-logger.js';
import { NestLogger } from '../../hub/src/journal/nest-logger.js';
// Hubs and workers are given one environment: what only the doors use is no fault here.
import '../../hub/src/serve.js';
import { tellFault } from '../../hub/src/tell-fault.js';
import { hubVersion } from '../../hub/src/version.js';
import { WorkerModule } from './worker.module.js';

/**
 * The duties of the hub without its doors: numbering the feed, projections, partitions, presence. For hubs that run
 * with HUB_DUTIES=off. Several workers may run: one is on duty, the others stand by.
 */
async function work(): Promise<void> {
  readSettings(process.env, (path) => readFileSync(path, 'utf8'));
  const log = makeLogger();
  const database = await openDatabase({ migrations, hubVersion, embedded: 'borrow', pending: 'refuse', report: (line) => log.info(line) });
  const stopped = new Promise<void>((resolve) => ['SIGINT', 'SIGTERM'].forEach((signal) => process.once(signal, () => resolve())));
  const onFault = (): void => log.warn('an idle connection to the database was lost; the pool opens another');
  const app = await NestFactory.createApplicationContext(WorkerModule.at(database.address, onFault), { logger: new NestLogger(log), abortOnError: false });
  log.info('the worker is ready');
  await stopped;
  await app.close();
  await database.close();
  log.info('stopped');
}

work().then(() => process.exit(0), (fault: unknown) => {
  tellFault(fault);
  process.exit(1);
});
