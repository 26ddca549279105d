import type { Socket } from 'socket.io-client';
import { aMeeting, foundCouncil, type Council } from '../council/a-council.js';
import { beside, type TestHub } from '../support/hub.js';
import { startRedis, startRedisCluster, type TestRedis } from '../support/redis.js';
import { until } from '../support/until.js';

describe.each([['Redis', startRedis], ['a Redis Cluster', startRedisCluster]])('signals between two hubs, over %s', (_, start) => {
  let redis: TestRedis;
  let of: Council;
  let other: TestHub;
  beforeAll(async () => {
    redis = await start();
    of = await foundCouncil(['1'], { REDIS_URL: redis.url });
    other = await beside(of.hub);
  }, 120_000);
  afterAll(async () => {
    await other.close();
    await of.hub.close();
    await redis.close();
  });

  it('tell the readers of one how many read at both; and go on when Redis was away', async () => {
    const meetingId = await aMeeting(of, 'in_session');
    const heard: number[] = [];
    const reader = await other.as(of.chair.token).socket();
    reader.on('signal', ({ data }: { data: { members: number } }) => heard.push(data.members));
    await reader.emitWithAck('stream.subscribe', { stream: `meeting:${meetingId}` });
    await until(() => heard.includes(1));
    const lines: Socket[] = [];
    const join = async (token: string): Promise<void> => {
      const line = await of.hub.as(token).socket();
      lines.push(line);
      await line.emitWithAck('stream.subscribe', { stream: `meeting:${meetingId}` });
    };
    await join(of.secretary.token);
    await until(() => heard.includes(2));

    await redis.kill();
    await redis.restart();
    // A signal that is sent while Redis is away is lost; one of those that follow comes.
    await until(async () => {
      lines.pop()?.close();
      await join(of.interpreter.token);
      const before = heard.length;
      for (let n = 0; n < 50 && heard.length === before; n += 1) await new Promise((resolve) => setTimeout(resolve, 20));
      return heard.length > before;
    });
    expect(heard).toEqual(expect.arrayContaining([1, 2]));
    for (const line of [...lines, reader]) line.close();
  }, 120_000);
});
