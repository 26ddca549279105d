import { rmSync } from 'node:fs';
import { LoadClient, type Reading } from './load-client.js';
import { meter, quiet, type Watched } from './processor.js';
import type { Row } from './rows.js';
import { Server } from './server.js';
import type { Room } from './step.js';

/** Some figures that are measured together. */
export interface Scenario {
  readonly title: string;
  /** What its figures' names begin with. */
  readonly names: readonly string[];
  measure(run: Bench): Promise<Row[]>;
}

/** Limits of the hub that would otherwise be what is measured. */
const SETTINGS: Readonly<Record<string, string>> = {
  HUB_RATE_PER_SECOND: '10000', HUB_RATE_BURST: '100000', HUB_JOINS_PER_SECOND: '100000', HUB_SOCKETS_MAX: '20000',
};

/** One run of the bench: its servers, its clients, and what it saw of the machine. */
export class Bench {
  readonly rounds: number;
  readonly faults: string[] = [];
  /** How far two equal servers lay apart in a typical round; 0.1 until it has been measured. */
  spread = 0.1;
  foreign = 0;
  private readonly servers = new Map<string, Server>();
  private readonly clients = new Set<LoadClient>();
  private folders = 0;

  constructor(readonly quick: boolean) {
    this.rounds = quick ? 2 : 5;
  }

  say(line: string): void {
    console.log(line);
  }

  fault(line: string): void {
    this.faults.push(line);
    console.error(`  failed: ${line}`);
  }

  saw(foreign: number): void {
    this.foreign = Math.max(this.foreign, foreign);
  }

  /** Measures when the machine is quiet, and records what others used meanwhile. */
  async measured<T>(watched: Watched, measure: () => Promise<T>): Promise<T> {
    await quiet();
    const watch = meter(watched);
    try {
      return await measure();
    } finally {
      this.saw(watch.stop().foreign);
    }
  }

  /** The processes of a server and its database. */
  async watched(server: Server, client?: LoadClient): Promise<Watched> {
    return { server: server.pid, database: server.name === 'hub' ? await server.call<number>('database') : undefined, client: client?.pid };
  }

  /** The server of this name, started once for the whole run. */
  async server(name: 'hub' | 'bare-socket-io' | 'bare-socket-io-again'): Promise<Server> {
    const running = this.servers.get(name);
    if (running !== undefined) return running;
    const started = await this.fresh(name === 'hub' ? 'hub' : 'bare-socket-io');
    this.servers.set(name, started);
    return started;
  }

  /** A server of its own; the caller stops it. */
  async fresh(program: string, settings: Readonly<Record<string, string>> = {}): Promise<Server> {
    if (program !== 'hub') return Server.start(program, settings);
    const folder = `var/bench/data${this.folders++}`;
    rmSync(folder, { recursive: true, force: true });
    return Server.start(program, { ...SETTINGS, HUB_DATA: folder, ...settings });
  }

  client(server: Server): LoadClient {
    const client = LoadClient.start(server.port);
    this.clients.add(client);
    return client;
  }

  /** So many lines to a server, all reading one stream. */
  async room(server: Server, readers: number, reading: Reading): Promise<Room> {
    const client = this.client(server);
    await client.open(readers, 64, reading);
    const database = server.name === 'hub' ? await server.call<number>('database') : undefined;
    return { server, client, readers, stream: `bench:${reading.prefix}0`, database };
  }

  async leave(...rooms: readonly { client: LoadClient }[]): Promise<void> {
    for (const { client } of rooms) {
      await client.tell('close').catch(() => undefined);
      client.end();
      this.clients.delete(client);
    }
  }

  async close(): Promise<void> {
    this.clients.forEach((client) => client.end());
    await Promise.all([...this.servers.values()].map((server) => server.stop()));
    for (let n = 0; n < this.folders; n += 1) rmSync(`var/bench/data${n}`, { recursive: true, force: true });
  }
}
