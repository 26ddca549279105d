import type { Database } from '#db';
import type { Backend } from './backend.js';
import { PostgresBackend } from './postgres-backend.js';
import { redisAddress } from './redis-address.js';
import { RedisBackend } from './redis-backend.js';

/** The backend that the settings name: Redis where there is one, else the hub's own database. */
export async function openBackend(database: Database): Promise<Backend> {
  return redisAddress.value === undefined ? new PostgresBackend(database) : RedisBackend.open(redisAddress.value);
}
