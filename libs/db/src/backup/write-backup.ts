import { createHash, type Hash } from 'node:crypto';
import { once } from 'node:events';
import { createWriteStream, renameSync, rmSync } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { createGzip, type Gzip } from 'node:zlib';
import pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { StartFault } from '#kernel';
import { connectOrExplain } from '../address/check-server.js';
import { hiddenTables, readPartitions, readSequences, readTables, type Partition, type Table } from './read-schema.js';

/** The first line of a backup. After it come the tables, each a line that names it, its rows as COPY text, and `\.`; then the end. */
export interface Manifest {
  readonly format: 'corridor-hub-backup/1';
  readonly hubVersion: string;
  readonly madeAt: string;
  /** Timestamps of the migrations that the database had: the restored one is brought to the same point first. */
  readonly migrations: readonly number[];
  readonly partitions: readonly Partition[];
  readonly sequences: Readonly<Record<string, string>>;
}

/** The last line: how many rows each table had, and the SHA-256 of all that stands before. */
export interface Trailer {
  readonly rows: Readonly<Record<string, number>>;
  readonly sha256: string;
}

/**
 * Writes everything that the hub holds, as of one instant, while it goes on working. Only whole backups bear the name:
 * it is written beside and renamed at the end.
 * @returns rows by table
 */
export async function writeBackup(ownerUrl: string, file: string, hubVersion: string, report: (line: string) => void): Promise<Trailer['rows']> {
  const client = await connectOrExplain(ownerUrl, 'HUB_OWNER_DATABASE_URL', 'hub backup');
  try {
    // One snapshot for all tables. As the hub's own duty, since row-level security holds the owner too.
    await client.query(`BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SELECT set_config('hub.actor', 'system:backup', true)`);
    const hidden = await hiddenTables(client);
    if (hidden.length > 0) throw new Error(`the policies of ${hidden.join(', ')} hide rows from the hub's own duties, so a backup would lack them`);
    return await writeAll(client, file, hubVersion, report);
  } finally {
    await client.end();
  }
}

async function writeAll(client: pg.Client, file: string, hubVersion: string, report: (line: string) => void): Promise<Trailer['rows']> {
  const part = `${file}.part`;
  const out = new Sink(part);
  try {
    const { rows: ran } = await client.query<{ timestamp: number }>('SELECT "timestamp"::float8 AS timestamp FROM hub_migration ORDER BY 1');
    const manifest: Manifest = {
      format: 'corridor-hub-backup/1', hubVersion, madeAt: new Date().toISOString(), migrations: ran.map(({ timestamp }) => timestamp),
      partitions: await readPartitions(client), sequences: await readSequences(client),
    };
    await out.line(JSON.stringify(manifest));
    const rows: Record<string, number> = {};
    for (const table of await readTables(client)) {
      rows[table.name] = await writeTable(client, table, out);
      report(`${table.name}: ${rows[table.name]} rows`);
    }
    await out.end({ rows, sha256: out.digest() });
    renameSync(part, file);
    return rows;
  } catch (fault) {
    rmSync(part, { force: true });
    const { syscall, code, message } = fault as NodeJS.ErrnoException;
    if (syscall === undefined || code === 'ENOSPC') throw fault;
    throw new StartFault(`The backup cannot be written to ${file} (${message}): name a file in a folder that is there and may be written.`, { cause: fault });
  }
}

async function writeTable(client: pg.Client, table: Table, out: Sink): Promise<number> {
  await out.line(JSON.stringify(table));
  const columns = table.columns.map((column) => pg.escapeIdentifier(column)).join(', ');
  const rows = client.query(copyTo(`COPY (SELECT ${columns} FROM ${pg.escapeIdentifier(table.name)}) TO STDOUT`));
  for await (const chunk of rows) await out.bytes(chunk as Buffer);
  await out.line('\\.');
  return rows.rowCount;
}

/** A gzip file that is hashed as it is written, for nobody else's eyes. */
class Sink {
  private readonly gzip: Gzip = createGzip({ level: 6 });
  private readonly hash: Hash = createHash('sha256');
  private readonly written: Promise<void>;

  constructor(path: string) {
    this.written = pipeline(this.gzip, createWriteStream(path, { mode: 0o600, flush: true }));
    // A disk that fills up, or a folder that is not there, is told by `bytes` or `end`, whichever waits.
    this.written.catch(() => undefined);
  }

  line(text: string): Promise<void> {
    return this.bytes(Buffer.from(`${text}\n`));
  }

  async bytes(bytes: Buffer): Promise<void> {
    this.hash.update(bytes);
    if (!this.gzip.write(bytes)) await Promise.race([once(this.gzip, 'drain'), this.written]);
  }

  digest(): string {
    return this.hash.copy().digest('hex');
  }

  async end(trailer: Trailer): Promise<void> {
    this.gzip.end(`${JSON.stringify({ end: trailer })}\n`);
    await this.written;
  }
}
