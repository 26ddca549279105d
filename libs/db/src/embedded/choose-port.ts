import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/** Below the range from which systems take ports for outgoing lines, so that none of those can sit on it at a restart. */
const [LOWEST, BEYOND] = [20_000, 32_768];

/** A free port on the loopback address: the one that was used last where it is still free. */
export async function choosePort(last: number | null): Promise<number> {
  if (last !== null && (await isFree(last))) return last;
  for (let tries = 0; tries < 200; tries++) {
    const port = randomInt(LOWEST, BEYOND);
    if (await isFree(port)) return port;
  }
  throw new Error(`no port between ${LOWEST} and ${BEYOND} is free`);
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer().once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}
