import { createHmac, timingSafeEqual } from 'node:crypto';

/** Seconds that the clocks of both ends may differ by. */
const TOLERANCE = 300;

/** Headers of a request by Standard Webhooks 1.0.0: what is signed is the id, the instant of the attempt and the body. */
export function signedHeaders(secret: string, id: string, body: string, now: Date): Record<string, string> {
  const timestamp = String(Math.floor(now.getTime() / 1_000));
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${signature(secret, id, timestamp, body).toString('base64')}` };
}

/** Whether one of the signatures of a request is made with this secret, and the request is of now. */
export function isSigned(secret: string, headers: Readonly<Record<string, string | readonly string[] | undefined>>, body: string, now: Date): boolean {
  const [id, timestamp, signatures] = ['webhook-id', 'webhook-timestamp', 'webhook-signature'].map((name) => headers[name]);
  if (typeof id !== 'string' || typeof timestamp !== 'string' || typeof signatures !== 'string' || !/^\d{1,12}$/.test(timestamp)) return false;
  if (Math.abs(now.getTime() / 1_000 - Number(timestamp)) > TOLERANCE) return false;
  const expected = signature(secret, id, timestamp, body);
  return signatures.split(' ').filter((one) => one.startsWith('v1,')).some((one) => {
    const given = Buffer.from(one.slice(3), 'base64');
    return given.length === expected.length && timingSafeEqual(given, expected);
  });
}

function signature(secret: string, id: string, timestamp: string, body: string): Buffer {
  return createHmac('sha256', Buffer.from(secret.replace(/^whsec_/, ''), 'base64')).update(`${id}.${timestamp}.${body}`).digest();
}
