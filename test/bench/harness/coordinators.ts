import { setTimeout as wait } from 'node:timers/promises';
import { Agent, request } from 'undici';
import { WebSocket } from 'ws';
import { openLoop } from '../servers/open-loop.js';

/** A fleet on the move and those who watch it, in a process of its own: each device sends a fix every so many seconds, whatever became of the one before. */
export interface Watching {
  readonly url: string;
  readonly token: string;
  readonly stream: string;
  readonly coordinators: number;
  readonly devices: number;
  /** Seconds between two fixes of a device. */
  readonly every: number;
  readonly seconds: number;
}

export interface Watched {
  /** Milliseconds from a device's beginning to send to a coordinator's having it, of all positions that arrived. */
  readonly p50: number;
  readonly p99: number;
  readonly arrived: number;
  /** Units that some coordinator does not have where they were last, and fixes that were not stored. */
  readonly wrong: number;
}

const task = JSON.parse(process.argv[2] ?? '{}') as Watching;
/** A place tells whose it is and which: devices stand a metre apart from south to north, and go twenty metres to the east with each fix. */
const SOUTH = 30e5, WEST = 70e5, STEP = 20;
const sentAt = Array.from({ length: task.devices }, (): number[] => []);
const took: number[] = [];

/** Fixes of a device, and how many last ones of all devices the coordinators together have not got yet. */
const turns = Math.floor(task.seconds / task.every);
let missing = task.coordinators * task.devices;
let completed: () => void = () => undefined;
const complete = new Promise<void>((resolve) => { completed = resolve; });

/** A coordinator's line, once it reads the corridor. */
async function coordinator(): Promise<WebSocket> {
  const line = new WebSocket(`${task.url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`, { perMessageDeflate: false });
  const arrived = new Set<number>();
  const subscribe = (): void => line.send(`42/hub,1${JSON.stringify(['stream.subscribe', { stream: task.stream, parts: ['positions', 'alerts'] }])}`);
  await new Promise<void>((resolve, reject) => {
    line.on('error', reject).on('close', () => reject(new Error('a coordinator was cut')));
    line.on('message', (data: Buffer) => {
      const text = data.toString();
      if (text === '2') line.send('3');
      else if (text.startsWith('0')) line.send(`40/hub,${JSON.stringify({ token: task.token })}`);
      else if (text.startsWith('40/hub,')) subscribe();
      else if (text.startsWith('43/hub,1')) {
        if (text.includes('"ok":true')) resolve();
        // All of them are one person, who comes two hundred times at once.
        else if (text.includes('"code":"rate_limited"')) setTimeout(subscribe, 1_000 + Math.random() * 1_000);
        else reject(new Error(text.slice(0, 300)));
      }
      else if (text.startsWith('42/hub,["signal"')) take(text, arrived);
    });
  });
  return line;
}

/** @param arrived devices whose last fix this coordinator has */
function take(text: string, arrived: Set<number>): void {
  const now = performance.now();
  const [, { data }] = JSON.parse(text.slice('42/hub,'.length)) as [string, { data: { items: [number, number, number][] } }];
  for (const [, latitude, longitude] of data.items) {
    const device = latitude - SOUTH;
    const turn = (longitude - WEST) / STEP;
    const sent = sentAt[device]?.[turn];
    if (sent === undefined) continue;
    took.push(now - sent);
    if (turn < turns - 1 || arrived.has(device)) continue;
    arrived.add(device);
    missing -= 1;
    if (missing === 0) completed();
  }
}

const dispatcher = new Agent({ connections: 64, pipelining: 1 });
let wrong = 0;

async function send(device: number, turn: number): Promise<void> {
  (sentAt[device] ??= [])[turn] = performance.now();
  const place = `lat=${(SOUTH + device) / 1e5}&lon=${(WEST + turn * STEP) / 1e5}`;
  const { body } = await request(`${task.url}/api/v1/positions/osmand?id=secret-${device}&${place}&timestamp=${Date.now()}&speed=7.8&accuracy=8`, { dispatcher });
  if (!(await body.text()).includes('"outcome":"stored"')) wrong += 1;
}

const lines = await Promise.all(Array.from({ length: task.coordinators }, coordinator));
const sending: Promise<void>[] = [];
await openLoop({ rate: task.devices / task.every, seconds: turns * task.every }, () => {
  sending.push(send(sending.length % task.devices, Math.floor(sending.length / task.devices)));
  return true;
});
await Promise.all(sending);
// What has not come by then does not come.
await Promise.race([complete, wait(5_000, undefined, { ref: false })]);
wrong += missing;
lines.forEach((line) => line.removeAllListeners('close').close());
took.sort((a, b) => a - b);
const at = (part: number): number => took[Math.floor(took.length * part)] ?? NaN;
process.send?.({ p50: at(0.5), p99: at(0.99), arrived: took.length, wrong } satisfies Watched);
process.disconnect?.();
