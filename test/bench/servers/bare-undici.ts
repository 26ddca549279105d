import { createHmac, randomBytes } from 'node:crypto';
import { Pool } from 'undici';
import { v7 } from 'uuid';
import { obey } from './control.js';

/** What sending webhooks costs without anything kept: a pool of connections and one HMAC each. */
const secret = randomBytes(32);

async function send({ url, body, concurrency, deliveries }: { url: string; body: string; concurrency: number; deliveries: number }): Promise<void> {
  const { origin, pathname } = new URL(url);
  const pool = new Pool(origin, { connections: concurrency, pipelining: 1 });
  let left = deliveries;
  const sender = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      const id = v7();
      const timestamp = String(Math.floor(Date.now() / 1_000));
      const signature = createHmac('sha256', secret).update(`${id}.${timestamp}.${body}`).digest('base64');
      const { statusCode, body: answer } = await pool.request({
        method: 'POST', path: pathname, body,
        headers: { 'content-type': 'application/cloudevents+json; charset=utf-8', 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${signature}` },
      });
      await answer.dump();
      if (statusCode !== 204) throw new Error(`the sink answered ${statusCode}`);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, sender));
  await pool.close();
}

obey({ start: () => 0, send });
