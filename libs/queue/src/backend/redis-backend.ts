import { Queue, Worker } from 'bullmq';
import { Backend, QUEUE, type Carry, type JobQueue, type JobWorker, type WorkerPace } from './backend.js';
import { checkRedis, isRedisAway, openRedis, type Patience, type RedisClient } from './connect-redis.js';
import type { RedisAddress } from './redis-address.js';

/** All keys of the hub stand in one slot of a cluster: what belongs together is changed together. */
const PREFIX = '{hub}';

/** How soon (ms) a worker asks again after a fault of the line. */
const AGAIN = 1_000;

/** Jobs in Redis or a Redis Cluster. It may be emptied at any moment: what must happen stands in the database. */
export class RedisBackend extends Backend {
  readonly kind;
  private readonly clients = new Set<RedisClient>();

  private constructor(private readonly address: RedisAddress) {
    super();
    this.kind = address.cluster ? 'redis-cluster' as const : 'redis' as const;
  }

  /** @throws StartFault with one sentence when Redis cannot be used */
  static async open(address: RedisAddress): Promise<RedisBackend> {
    await checkRedis(address);
    return new RedisBackend(address);
  }

  override queue(onFault: (fault: Error) => void): JobQueue {
    return new Queue<unknown, void, string>(QUEUE, { connection: this.client('hub-queue', 'asks'), prefix: PREFIX }).on('error', onFault);
  }

  override worker(carry: Carry, pace: WorkerPace, onFault: (fault: Error) => void): JobWorker {
    return new Worker<unknown, void, string>(QUEUE, carry, { connection: this.client('hub-worker', 'waits'), prefix: PREFIX, autorun: false, runRetryDelay: AGAIN, ...pace }).on('error', onFault);
  }

  override isAway(fault: unknown): boolean {
    return isRedisAway(fault);
  }

  /** BullMQ leaves open what it was given. */
  override async close(): Promise<void> {
    for (const client of this.clients) client.disconnect();
  }

  private client(name: string, patience: Patience): RedisClient {
    const client = openRedis(this.address, name, patience);
    client.connect().catch(() => undefined);
    this.clients.add(client);
    return client;
  }
}
