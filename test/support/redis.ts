import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { randomInt } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Redis } from 'ioredis';

const PROGRAM = '/usr/bin/redis-server';

/** A Redis of a test's own, in memory alone, on loopback. */
export interface TestRedis {
  /** What REDIS_URL names. */
  readonly url: string;
  /** Removes everything that it holds. */
  flush(): Promise<void>;
  /** Ends it at this instant; all that it held is gone. */
  kill(): Promise<void>;
  /** Starts it again, empty, at the same place. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

/** One server. */
export async function startRedis(): Promise<TestRedis> {
  const node = await Node.start([]);
  return {
    url: `redis://127.0.0.1:${node.port}`,
    flush: () => node.ask((client) => client.flushall()),
    kill: () => node.kill(),
    restart: () => node.run(),
    close: () => node.close(),
  };
}

/** Three masters, each with a third of the slots. */
export async function startRedisCluster(): Promise<TestRedis> {
  const nodes = await Promise.all([0, 1, 2].map(() => Node.start(['--cluster-enabled', 'yes', '--cluster-node-timeout', '2000', '--cluster-require-full-coverage', 'yes'])));
  await joinAll(nodes);
  return {
    url: `redis+cluster://${nodes.map(({ port }) => `127.0.0.1:${port}`).join(',')}`,
    flush: async () => void (await Promise.all(nodes.map((node) => node.ask((client) => client.flushall())))),
    kill: async () => void (await Promise.all(nodes.map((node) => node.kill()))),
    restart: async () => {
      await Promise.all(nodes.map((node) => node.run()));
      await joined(nodes);
    },
    close: async () => void (await Promise.all(nodes.map((node) => node.close()))),
  };
}

const SLOTS = 16_384;

async function joinAll(nodes: readonly Node[]): Promise<void> {
  const each = Math.ceil(SLOTS / nodes.length);
  await Promise.all(nodes.map((node, n) => node.ask((client) => client.call('CLUSTER', 'ADDSLOTSRANGE', n * each, Math.min(SLOTS, (n + 1) * each) - 1))));
  await Promise.all(nodes.map((node, n) => node.ask((client) => client.call('CLUSTER', 'SET-CONFIG-EPOCH', n + 1))));
  const [first, ...others] = nodes;
  for (const node of others) await first?.ask((client) => client.call('CLUSTER', 'MEET', '127.0.0.1', node.port, node.bus));
  await joined(nodes);
}

/** Waits until each node knows the others and finds the cluster whole. */
async function joined(nodes: readonly Node[]): Promise<void> {
  for (const node of nodes) {
    await node.ask(async (client) => {
      for (;;) {
        const info = String(await client.call('CLUSTER', 'INFO'));
        if (info.includes('cluster_state:ok') && info.includes(`cluster_known_nodes:${nodes.length}`)) return;
        await wait(20);
      }
    });
  }
}

class Node {
  private process: ChildProcess | undefined;

  private constructor(readonly port: number, readonly bus: number, private readonly folder: string, private readonly options: readonly string[]) {}

  static async start(options: readonly string[]): Promise<Node> {
    if (!existsSync(PROGRAM)) throw new Error('these tests need redis-server: npm test installs it, and so does node test/support/install-redis.mjs');
    for (;;) {
      const folder = mkdtempSync(join(tmpdir(), 'hub-redis-'));
      const node = new Node(await freePort(), await freePort(), folder, options);
      try {
        await node.run();
        return node;
      } catch {
        // Somebody else has taken the port in the meantime.
        await node.close();
      }
    }
  }

  async run(): Promise<void> {
    const bus = this.options.length === 0 ? [] : ['--cluster-port', String(this.bus)];
    const server = spawn(PROGRAM, ['--port', String(this.port), '--bind', '127.0.0.1', '--dir', this.folder, '--save', '', '--appendonly', 'no', '--maxmemory-policy', 'noeviction', ...bus, ...this.options], { stdio: ['ignore', 'pipe', 'pipe'] });
    this.process = server;
    await new Promise<void>((resolve, reject) => {
      server.once('exit', () => reject(new Error('redis-server did not start')));
      server.stdout.setEncoding('utf8').on('data', (text: string) => text.includes('Ready to accept connections') && resolve());
    });
  }

  async ask<T>(work: (client: Redis) => Promise<T>): Promise<void> {
    const client = new Redis({ host: '127.0.0.1', port: this.port });
    client.on('error', () => undefined);
    try {
      await work(client);
    } finally {
      client.disconnect();
    }
  }

  async kill(): Promise<void> {
    const server = this.process;
    this.process = undefined;
    if (server === undefined || server.exitCode !== null || server.signalCode !== null) return;
    server.kill('SIGKILL');
    await once(server, 'exit');
  }

  async close(): Promise<void> {
    await this.kill();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

const given = new Set<number>();

/** Below the range from which the system takes ports for outgoing lines, so that it can be taken again after a kill. */
async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(10_000, 32_768);
    if (!given.has(port) && (await isFree(port))) {
      given.add(port);
      return port;
    }
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer().once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}
