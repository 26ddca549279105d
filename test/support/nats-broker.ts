import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import type { Held, TestBroker } from './broker.js';
import { freePort } from './free-port.js';

/** Debian's nats-server with JetStream, on loopback, its storage in a folder of its own. */
export class NatsBroker implements TestBroker {
  private process: ChildProcess | null = null;
  private readonly folder = mkdtempSync(join(tmpdir(), 'hub-nats-'));

  private constructor(private readonly port: number) {}

  static async start(): Promise<NatsBroker> {
    const broker = new NatsBroker(await freePort());
    await broker.start();
    return broker;
  }

  get url(): string {
    return `nats://127.0.0.1:${this.port}/corridor-hub`;
  }

  async start(): Promise<void> {
    this.process = spawn('nats-server', ['-js', '-sd', this.folder, '-a', '127.0.0.1', '-p', String(this.port)], { stdio: 'ignore' });
    await once(this.process, 'spawn');
    await (await this.connect()).close();
  }

  async kill(): Promise<void> {
    const { process } = this;
    this.process = null;
    if (process === null) return;
    const ended = once(process, 'exit');
    process.kill('SIGKILL');
    await ended;
  }

  /** Reads the stream from its beginning, by the NATS client's own ordered consumer. */
  async held(): Promise<readonly Held[]> {
    const line = await this.connect();
    try {
      const { state } = await (await jetstreamManager(line)).streams.info('corridor-hub').catch(() => ({ state: { messages: 0 } }));
      const held: Held[] = [];
      if (state.messages === 0) return held;
      const consumer = await jetstream(line).consumers.get('corridor-hub');
      for await (const message of await consumer.consume()) {
        held.push({ key: message.subject, headers: Object.fromEntries([...(message.headers ?? [])].map(([name, values]) => [name.toLowerCase(), values[0] ?? ''])), body: message.string() });
        if (held.length === state.messages) break;
      }
      return held;
    } finally {
      await line.close();
    }
  }

  async close(): Promise<void> {
    await this.kill();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Waits until the server listens, as long as its process lives. */
  private async connect(): Promise<NatsConnection> {
    for (;;) {
      try {
        return await connect({ servers: `127.0.0.1:${this.port}`, reconnect: false });
      } catch (fault) {
        if (this.process === null || this.process.exitCode !== null) throw new Error('nats-server does not run', { cause: fault });
        await pause(20);
      }
    }
  }
}
