import { Global, Module, type DynamicModule } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DataSource, type DataSourceOptions, type MixedList, type EntitySchema } from 'typeorm';
import { z } from 'zod';
import { setting } from '#config';
import type { DatabaseAddress } from './address/connect.js';
import { Database } from './database.js';
import { PreparedClient } from './statement/prepared-client.js';

const poolSize = setting('HUB_DATABASE_POOL', z.coerce.number().int().min(4).max(500).default(20), 'connections that one process of the hub keeps to the database');
const statementTimeout = setting('HUB_DATABASE_TIMEOUT', z.coerce.number().int().min(1).max(600).default(30), 'seconds after which a statement of the hub is given up');

export type Entities = MixedList<(new () => object) | EntitySchema>;

export interface DbOptions {
  readonly entities: Entities;
  readonly address: DatabaseAddress;
  /** Told of connections that the database ended while they were idle. */
  readonly onFault?: (fault: Error) => void;
}

/** Options of the hub's data source: as `hub_app`, never changing the schema, every wait bounded. */
export function dataSourceOptions(options: DbOptions): DataSourceOptions {
  return {
    type: 'postgres', url: options.address.app, applicationName: 'hub', entities: options.entities,
    synchronize: false, installExtensions: false, logging: false,
    poolSize: poolSize.value, connectTimeoutMS: 5_000,
    poolErrorHandler: (fault: Error) => options.onFault?.(fault),
    extra: {
      Client: PreparedClient,
      keepAlive: true, keepAliveInitialDelayMillis: 10_000, idleTimeoutMillis: 60_000,
      statement_timeout: statementTimeout.value * 1_000,
      // A row lock is waited for far shorter than a person would wait for an answer.
      lock_timeout: 10_000,
      // Longer than any command; a transaction that was forgotten holds its locks no longer.
      idle_in_transaction_session_timeout: 30_000,
    },
  };
}

@Global()
@Module({})
export class DbModule {
  /** Gives every module the TypeORM `DataSource` and the `Database`. */
  static forRoot(options: DbOptions): DynamicModule {
    return {
      module: DbModule,
      imports: [TypeOrmModule.forRootAsync({ useFactory: () => ({ ...dataSourceOptions(options), toRetry: () => false }) })],
      providers: [{ provide: Database, inject: [DataSource], useFactory: (source: DataSource) => new Database(source, options.address) }],
      exports: [Database],
    };
  }
}
