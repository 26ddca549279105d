import { Cluster, Redis, type RedisOptions } from 'ioredis';
import { StartFault } from '#db';
import { placeOfRedis, type RedisAddress } from './redis-address.js';

export type RedisClient = Redis | Cluster;

/** How long (ms) a connection or one command may take before it counts as failed. */
const PATIENCE = 5_000;
const OLDEST: readonly [number, number] = [6, 2];

/**
 * `asks`: its commands fail soon while Redis is away. `waits`: its commands wait until Redis is back, which workers need.
 * Both connect again by themselves, for ever.
 */
export type Patience = 'asks' | 'waits';

/** Opens a client. The caller closes it. */
export function openRedis(address: RedisAddress, name: string, patience: Patience): RedisClient {
  const options: RedisOptions = {
    username: address.username, password: address.password, connectionName: name, connectTimeout: PATIENCE, keepAlive: 10_000,
    ...(address.tls ? { tls: {} } : {}),
    ...(patience === 'waits' ? { maxRetriesPerRequest: null } : { maxRetriesPerRequest: 1, commandTimeout: PATIENCE }),
    retryStrategy: (times) => Math.min(times * 50, 1_000),
  };
  const enableOfflineQueue = patience === 'waits';
  const client = address.cluster
    ? new Cluster([...address.nodes], { redisOptions: options, enableOfflineQueue, lazyConnect: true, clusterRetryStrategy: (times) => Math.min(times * 50, 1_000) })
    : new Redis({ ...options, ...address.nodes[0], db: address.database, enableOfflineQueue, lazyConnect: true });
  // Without a listener a connection that Redis ends would end the process.
  client.on('error', () => undefined);
  return client;
}

/** Connects once, or says in one sentence why that did not work and what to do. */
export async function checkRedis(address: RedisAddress): Promise<void> {
  const place = placeOfRedis(address);
  const node = address.nodes[0];
  const client = new Redis({
    ...node, db: address.database, username: address.username, password: address.password, ...(address.tls ? { tls: {} } : {}),
    connectTimeout: PATIENCE, commandTimeout: PATIENCE, lazyConnect: true, retryStrategy: () => null, maxRetriesPerRequest: 0,
  });
  let reason: Error | undefined;
  client.on('error', (fault: Error) => { reason ??= fault; });
  try {
    await client.connect();
    const info = await client.info();
    const fault = complaint(address, (field) => new RegExp(`^${field}:(.*?)\\r?$`, 'm').exec(info)?.[1] ?? '');
    if (fault !== undefined) throw new StartFault(fault);
  } catch (cause) {
    if (cause instanceof StartFault) throw cause;
    throw new StartFault(explain(reason ?? (cause as Error), place), { cause });
  } finally {
    client.disconnect();
  }
}

function complaint(address: RedisAddress, field: (name: string) => string): string | undefined {
  const place = placeOfRedis(address);
  const [major = 0, minor = 0] = field('redis_version').split('.').map(Number);
  if (major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1])) return `REDIS_URL names Redis ${field('redis_version')}, and the hub needs ${OLDEST.join('.')} or newer: upgrade the server at ${place}.`;
  const isCluster = field('cluster_enabled') === '1';
  if (isCluster && !address.cluster) return `The Redis at ${place} is a node of a cluster: write redis+cluster:// in REDIS_URL, and name several of its nodes.`;
  if (!isCluster && address.cluster) return `The Redis at ${place} is no node of a cluster: write redis:// and one address in REDIS_URL.`;
  return undefined;
}

function explain(fault: Error, place: string): string {
  const told = `${fault.name} ${fault.message}`;
  if (/WRONGPASS|NOAUTH|NOPERM|invalid password/i.test(told)) return `The Redis at ${place} refuses the user or the password: correct REDIS_URL.`;
  if (/invalid DB index|out of range/i.test(told)) return `The Redis at ${place} has no database of this number: correct REDIS_URL.`;
  return `The Redis at ${place} cannot be reached (${(fault as NodeJS.ErrnoException).code ?? (fault.message || 'no answer')}): start it, or correct REDIS_URL.`;
}

const AWAY = /^(CLUSTERDOWN|LOADING|MASTERDOWN|READONLY|TRYAGAIN|UNBLOCKED)|Connection is closed|isn't writeable|Command timed out|refresh slots cache|Too many Cluster redirections|Cluster isn't ready/;
const NETWORK = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EHOSTUNREACH', 'EAI_AGAIN']);

/** Whether a fault means that Redis is away for the moment. */
export function isRedisAway(fault: unknown): boolean {
  if (!(fault instanceof Error)) return false;
  return fault.name === 'MaxRetriesPerRequestError' || NETWORK.has((fault as NodeJS.ErrnoException).code ?? '') || AWAY.test(fault.message);
}
