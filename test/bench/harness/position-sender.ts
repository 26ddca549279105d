import { Agent, request } from 'undici';

/** Devices that send over kept lines, in a process of its own, each waiting for its answer. */
export interface Sending {
  readonly url: string;
  /** `single`: one fix in a query. `batch`: so many in a collection. `empty`: the query to a handler that does nothing. */
  readonly kind: 'single' | 'batch' | 'empty';
  readonly lines: number;
  readonly devices: number;
  readonly batch: number;
  readonly seconds: number;
  /** Seconds since 1970 that the first fix is of: later rounds begin later. */
  readonly from: number;
}

export interface Sent {
  readonly requests: number;
  readonly seconds: number;
  /** Fixes that were not stored. */
  readonly wrong: number;
  /** Seconds since 1970 that the last fix was of. */
  readonly until: number;
}

const { url, kind, lines, devices, batch, seconds, from } = JSON.parse(process.argv[2] ?? '{}') as Sending;
const dispatcher = new Agent({ connections: lines, pipelining: 1 });
let [requests, wrong, next, last] = [0, 0, 0, from];

async function line(end: number): Promise<void> {
  while (performance.now() < end) {
    const device = next % devices;
    const turn = Math.floor(next++ / devices);
    const time = from + turn * batch;
    last = Math.max(last, time + batch);
    const { statusCode, body } = await (kind === 'batch' ? post(device, time) : get(device, time));
    const text = await body.text();
    requests += 1;
    if (statusCode !== 200) throw new Error(`${statusCode}: ${text.slice(0, 300)}`);
    wrong += text.split('"outcome":').length - text.split('"outcome":"stored"').length;
  }
}

function get(device: number, time: number): ReturnType<typeof request> {
  const path = kind === 'empty' ? '/bench/empty' : '/api/v1/positions/osmand';
  return request(`${url}${path}?id=secret-${device}&lat=${30 + (device % 100) / 10}&lon=${(70 + (time % 1_000) / 1e6).toFixed(6)}&timestamp=${time}&speed=32.4&accuracy=8`, { dispatcher });
}

function post(device: number, time: number): ReturnType<typeof request> {
  const features = Array.from({ length: batch }, (_, n) => ({
    type: 'Feature', geometry: { type: 'Point', coordinates: [70 + ((time + n) % 1_000) / 1e6, 30 + (device % 100) / 10] }, properties: { time: time + n, speed: 16.7, course: n, accuracy: 8 },
  }));
  return request(`${url}/api/v1/positions/geojson?id=secret-${device}`, { dispatcher, method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ type: 'FeatureCollection', features }) });
}

const began = performance.now();
await Promise.all(Array.from({ length: lines }, () => line(began + seconds * 1_000)));
process.send?.({ requests, wrong, seconds: (performance.now() - began) / 1_000, until: last } satisfies Sent);
process.disconnect?.();
