import { DataSource } from 'typeorm';
import { Database, dataSourceOptions } from '#db';
import { systemActor } from '#kernel';
import { LogReader, StreamExport, type Position } from '#log';
import { tell, withDatabase } from './settle.js';

/** The log of this hub, as far as it can be written down. */
export interface ExportableLog {
  has(stream: string): Promise<boolean>;
  lines(stream: string, options: { words: boolean; from?: Position }): AsyncIterable<string>;
}

/** Runs `work` on the log of the hub whose database the settings name. */
export async function withExport<T>(work: (log: ExportableLog) => Promise<T>): Promise<T> {
  return withDatabase('refuse', async ({ address }) => {
    const source = await new DataSource(dataSourceOptions({ entities: [], address })).initialize();
    try {
      const database = new Database(source, address);
      const exported = new StreamExport(database);
      return await work({
        has: (stream) => database.transaction(systemActor('export'), [], async (db) => (await new LogReader(database).headIn(db, stream)) !== null, 'snapshot'),
        lines: (stream, options) => exported.lines(stream, options),
      });
    } finally {
      await source.destroy();
    }
  }, tell);
}
