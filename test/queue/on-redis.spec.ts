import { startRedis } from '../support/redis.js';
import { queueBehaves } from './behaviour.js';

queueBehaves('Redis', async () => {
  const redis = await startRedis();
  return { settings: { REDIS_URL: redis.url }, clear: () => redis.flush(), close: () => redis.close() };
});
