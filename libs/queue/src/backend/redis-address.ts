import { z } from 'zod';
import { setting } from '#config';

/** Where Redis is. With `cluster` the nodes are those that are asked first; the rest are learned from them. */
export interface RedisAddress {
  readonly cluster: boolean;
  readonly tls: boolean;
  readonly nodes: readonly [RedisNode, ...RedisNode[]];
  readonly username: string | undefined;
  readonly password: string | undefined;
  readonly database: number;
}

export interface RedisNode {
  readonly host: string;
  readonly port: number;
}

const FORM = /^redis(?<tls>s)?(?<cluster>\+cluster)?:\/\/(?:(?<user>[^@/]*)@)?(?<nodes>[^@/]+)\/?(?<database>\d{1,4})?$/;
const NODE = /^(?:\[(?<six>[0-9a-fA-F:.]+)\]|(?<host>[^:[\]]+))(?::(?<port>\d{1,5}))?$/;
const RULE = 'it has the form redis://user:password@host:port/database, rediss:// with TLS, or redis+cluster://host:port,host:port,host:port';

/** The address that a text names; null when it names none. */
export function parseRedisAddress(text: string): RedisAddress | null {
  const groups = FORM.exec(text)?.groups;
  if (groups === undefined) return null;
  const nodes = (groups['nodes'] ?? '').split(',').map(parseNode);
  const [first, ...rest] = nodes.filter((node) => node !== null);
  if (first === undefined || rest.length + 1 < nodes.length) return null;
  const cluster = groups['cluster'] !== undefined || nodes.length > 1;
  // A cluster has the database 0 alone.
  if (cluster && Number(groups['database'] ?? 0) !== 0) return null;
  const [username, password] = (groups['user'] ?? '').split(/:(.*)/s).map((part) => (part === '' ? undefined : decodeURIComponent(part)));
  return { cluster, tls: groups['tls'] !== undefined, nodes: [first, ...rest], username, password, database: Number(groups['database'] ?? 0) };
}

function parseNode(text: string): RedisNode | null {
  const groups = NODE.exec(text)?.groups;
  const host = groups?.['six'] ?? groups?.['host'];
  const port = Number(groups?.['port'] ?? 6_379);
  return host === undefined || port < 1 || port > 65_535 ? null : { host, port };
}

/** The address for people: without user and password. */
export function placeOfRedis({ nodes }: RedisAddress): string {
  return nodes.map(({ host, port }) => `${host}:${port}`).join(', ');
}

const url = z.string().transform((text, context) => {
  const address = parseRedisAddress(text);
  if (address !== null) return address;
  context.addIssue({ code: 'custom', message: RULE });
  return z.NEVER;
}).optional();

export const redisAddress = setting('REDIS_URL', url, 'Redis 6.2 or newer, or a Redis Cluster, that carries the jobs; without it the database carries the jobs', { secret: true });
