import { once } from 'node:events';
import type { ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { connect, type DatabaseAddress } from '../address/connect.js';
import { StartFault } from '#kernel';
import { chooseAccount, type Account } from './choose-account.js';
import { choosePort } from './choose-port.js';
import { explainFault, isPortTaken } from './explain-fault.js';
import { findBinaries, type Binaries } from './find-binaries.js';
import { initCluster } from './init-cluster.js';
import { readSecrets, writeSecrets, type Secrets } from './keep-secrets.js';
import { lockFolder } from './lock-folder.js';
import { makeFolder } from './make-folder.js';
import { DATABASE, makeRoles } from './make-roles.js';
import { readPostmaster, stopLeftover, stopPostmaster } from './postmaster.js';
import { logSince, openLog, runProgram } from './run-program.js';

export interface ClusterOptions {
  /** The hub's data folder; the cluster stands in `postgres` below it. */
  readonly folder: string;
  readonly connections: number;
  /** Settings of the server beyond or instead of the hub's own. */
  readonly settings?: Readonly<Record<string, string | number>>;
  /** Whether a server that dies is brought back; yes unless said otherwise. */
  readonly watched?: boolean;
  /** Progress and accidents, one plain line each. */
  readonly report: (line: string) => void;
}

/** Waits between two tries to bring a database back that died, in milliseconds; the last is repeated. */
const BACK_OFF = [0, 250, 500, 1_000, 2_000, 5_000];

/** The embedded PostgreSQL server of one data folder: started, watched, brought back when it dies, stopped last of all. */
export class Cluster {
  private child: ChildProcess | null = null;
  private closing = false;
  private opened = false;
  private revival: Promise<void> = Promise.resolve();

  private constructor(private readonly options: ClusterOptions, private readonly secrets: Secrets, private readonly by: { binaries: Binaries; account: Account }, private readonly unlock: () => void) {}

  /** Locks the folder, makes the cluster at the first start, stops what a killed hub left running, and starts the server. */
  static async open(options: ClusterOptions): Promise<Cluster> {
    makeFolder(options.folder);
    const unlock = lockFolder(options.folder);
    try {
      const binaries = findBinaries();
      const home = join(options.folder, 'postgres');
      const by = { binaries, account: chooseAccount([home, binaries.postgres]) };
      const cluster = new Cluster(options, readSecrets(options.folder), by, unlock);
      await cluster.begin();
      return cluster;
    } catch (fault) {
      unlock();
      throw fault;
    }
  }

  get address(): DatabaseAddress {
    return addressOf(this.secrets);
  }

  /** The server's superuser, for tests and for making roles; the hub itself never works as it. */
  superuser(database = DATABASE): string {
    return urlOf('postgres', this.secrets.superuser, this.secrets.port, database);
  }

  /** The process id of the server; null while it is down. */
  get pid(): number | null {
    return this.child?.pid ?? null;
  }

  /** Stops the server, fast and clean. The pools are closed before. */
  async close(): Promise<void> {
    if (this.closing) return;
    this.closing = true;
    await this.revival.catch(() => undefined);
    if (this.child?.pid !== undefined) await stopPostmaster(this.child.pid);
    this.unlock();
  }

  /** Asks the server to stop and waits for nothing: for a process that ends in this instant. */
  abandon(): void {
    this.closing = true;
    if (this.child?.pid !== undefined) process.kill(this.child.pid, 'SIGINT');
  }

  private get home(): string {
    return join(this.options.folder, 'postgres');
  }

  private get logFile(): string {
    return join(this.options.folder, 'log', 'postgres.log');
  }

  private async begin(): Promise<void> {
    if (!existsSync(this.home)) {
      this.options.report('making the database');
      await initCluster(this.home, this.secrets.superuser, this.logFile, this.by);
    }
    await stopLeftover(this.home);
    this.options.report('starting the database');
    await this.takePort();
    await this.start();
    try {
      const client = await connect(this.superuser('postgres'), 'hub start');
      await makeRoles(client, this.secrets).finally(() => client.end());
    } catch (cause) {
      await this.close();
      throw new StartFault(`The database in ${this.home} is up but does not let the hub in (${(cause as Error).message}): put secrets/database.json back as it was, or restore a backup into a new folder.`, { cause });
    }
  }

  /** Starts the server and waits until it takes lines; after a crash it recovers first, by itself. */
  private async start(): Promise<void> {
    for (let tries = 0; ; tries++) {
      const offset = openLog(this.logFile);
      const child = runProgram(this.by.binaries.postgres, this.settings(), this.by.account, this.logFile);
      const ended = once(child, 'exit').catch(() => undefined);
      if (await isReady(child, this.home)) {
        this.child = child;
        this.opened = true;
        // The hub may end by itself; the server is stopped by `close`, never by the end of a handle.
        child.unref();
        void ended.then(() => this.died());
        return;
      }
      const said = logSince(this.logFile, offset);
      // Once lines were open to a port, the server comes back on that one: every address in use names it.
      if (!isPortTaken(said) || this.opened || tries === 5) throw explainFault(said, this.home, this.logFile);
      await this.takePort();
    }
  }

  /** The port of the last start, or another where that one is taken by now. */
  private async takePort(): Promise<void> {
    const port = await choosePort(this.secrets.port);
    if (port === this.secrets.port) return;
    this.secrets.port = port;
    writeSecrets(this.options.folder, this.secrets);
  }

  private died(): void {
    this.child = null;
    if (this.closing || this.options.watched === false) return;
    this.options.report('the database server died; starting it again');
    this.revival = this.revive();
  }

  private async revive(): Promise<void> {
    for (let tries = 0; !this.closing; tries++) {
      await wait(BACK_OFF[Math.min(tries, BACK_OFF.length - 1)]);
      try {
        await stopLeftover(this.home);
        await this.start();
        this.options.report('the database is back');
        return;
      } catch (fault) {
        this.options.report(`the database does not come back yet: ${(fault as Error).message}`);
      }
    }
  }

  private settings(): string[] {
    const settings: Readonly<Record<string, string | number>> = {
      listen_addresses: '127.0.0.1', port: this.secrets.port ?? 0, unix_socket_directories: '',
      max_connections: this.options.connections, superuser_reserved_connections: 3,
      shared_buffers: '256MB', max_parallel_workers_per_gather: 0, jit: 'off',
      // An acknowledged command is on the disk.
      fsync: 'on', synchronous_commit: 'on', full_page_writes: 'on',
      password_encryption: 'scram-sha-256', timezone: 'UTC', log_timezone: 'UTC', cluster_name: 'corridor-hub',
      // Faults may quote the values of a row; neither they nor statements belong in a log.
      log_error_verbosity: 'terse', log_min_error_statement: 'panic', log_min_duration_statement: -1,
      // A client whose machine is gone gives its locks back within a minute.
      tcp_keepalives_idle: 30, tcp_keepalives_interval: 10, tcp_keepalives_count: 3,
      ...this.options.settings,
    };
    return ['-D', this.home, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])];
  }
}

/** Looks at the server's own word, every 20 ms, until it says ready (true) or has ended (false). */
async function isReady(child: ChildProcess, home: string): Promise<boolean> {
  let ended = false;
  child.once('exit', () => { ended = true; });
  child.once('error', () => { ended = true; });
  while (!ended) {
    const said = readPostmaster(home);
    if (said?.pid === child.pid && said?.ready === true) return true;
    await wait(20);
  }
  return false;
}

function urlOf(role: string, password: string, port: number | null, database = DATABASE): string {
  return `postgres://${role}:${password}@127.0.0.1:${port}/${database}`;
}

/** The addresses of a folder's database, by its secrets. */
export function addressOf(secrets: Secrets): DatabaseAddress {
  return { app: urlOf('hub_app', secrets.app, secrets.port), owner: urlOf('hub_owner', secrets.owner, secrets.port) };
}
