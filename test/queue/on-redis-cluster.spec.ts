import { startRedisCluster } from '../support/redis.js';
import { queueBehaves } from './behaviour.js';

queueBehaves('a Redis Cluster', async () => {
  const cluster = await startRedisCluster();
  return { settings: { REDIS_URL: cluster.url }, clear: () => cluster.flush(), close: () => cluster.close() };
});
