import { readFileSync, rmSync } from 'node:fs';
import { CLIENT_CORE } from '../harness/load-client.js';
import { meter } from '../harness/processor.js';
import { paired, single, type Row } from '../harness/rows.js';
import type { Bench, Scenario } from '../harness/run.js';
import { Server } from '../harness/server.js';

const FOLDER = 'var/bench/webhooks';
const CONCURRENCY = 50;
const ENDPOINTS = 200;
const HANGING = 20;

/** A hub, its integrator, and the endpoints. */
interface Stage {
  readonly hub: Server;
  readonly sink: Server;
  readonly url: string;
  readonly token: string;
  readonly personId: string;
}

interface Seen { readonly deliveries: number; readonly first: number; readonly last: number }

/** Webhooks of the whole hub to a sink in a process of its own. */
export const webhooks: Scenario = {
  title: 'webhooks: to a local sink',
  names: ['webhooks.'],
  measure: async (run) => {
    rmSync(FOLDER, { recursive: true, force: true });
    const hub = await run.fresh('whole-hub', { HUB_DATA: FOLDER, HUB_WEBHOOK_ALLOW: '127.0.0.1', HUB_SUBSCRIPTIONS: '1000', HUB_RATE_PER_SECOND: '10000', HUB_RATE_BURST: '100000' });
    const sink = await Server.start('webhook-sink', {}, [], CLIENT_CORE);
    try {
      const stage = { hub, sink, ...(await claim(`http://127.0.0.1:${hub.port}`)) };
      return [...(await throughput(run, stage)), ...(await latency(run, stage)), ...(await fairness(run, stage))];
    } finally {
      await hub.stop();
      await sink.stop();
      rmSync(FOLDER, { recursive: true, force: true });
    }
  },
};

async function throughput(run: Bench, stage: Stage): Promise<Row[]> {
  const { hub, sink } = stage;
  const deliveries = run.quick ? 5_000 : 20_000;
  const bare = await run.fresh('bare-undici');
  const id = await subscribe(stage, 0);
  const [ours, theirs, cost, costWithDatabase]: [number[], number[], number[], number[]] = [[], [], [], []];
  const watched = { server: hub.pid, database: await hub.call<number>('database'), client: sink.pid, peer: bare.pid };
  // What runs first would run on cold code.
  for (let round = 0; round <= run.rounds; round += 1) {
    await command(stage, 'events.subscription.pause', { subscriptionId: id });
    await hub.call('fill', { personId: stage.personId, events: deliveries });
    await sink.call('reset', {});
    const watch = meter(watched);
    await command(stage, 'events.subscription.resume', { subscriptionId: id });
    const seen = await taken(sink, deliveries);
    const load = watch.stop();
    await drained(stage, id);
    await sink.call('reset', {});
    await bare.call('send', { url: `http://127.0.0.1:${sink.port}/hooks/0`, body: 'x'.repeat(1_000), concurrency: CONCURRENCY, deliveries });
    const peer = await sink.call<Seen>('seen');
    if (round === 0) continue;
    run.saw(load.foreign);
    ours.push(rate(seen));
    theirs.push(rate(peer));
    cost.push((load.server * load.seconds * 1e6) / deliveries);
    costWithDatabase.push(((load.server + load.database) * load.seconds * 1e6) / deliveries);
  }
  await command(stage, 'events.subscription.end', { subscriptionId: id });
  await bare.stop();
  const figure = { area: 'events', better: 'lower', unit: 'us/delivery' } as const;
  return [
    paired({ area: 'events', name: 'webhooks.rate', unit: 'deliveries/s', better: 'higher', goal: 0.5, peer: 'undici and HMAC', note: `dispatch, state and log included; ${CONCURRENCY} requests at the same time` }, ours, theirs),
    single({ ...figure, name: 'webhooks.cpu', note: 'of the hub’s process' }, cost),
    single({ ...figure, name: 'webhooks.cpu-with-database', note: 'of the hub’s process and PostgreSQL’s' }, costWithDatabase),
  ];
}

async function latency(run: Bench, stage: Stage): Promise<Row[]> {
  const { hub, sink } = stage;
  const id = await subscribe(stage, 0);
  await sink.call('reset', { noting: true });
  const p95: number[] = [];
  const p50: number[] = [];
  for (let round = 0; round < run.rounds; round += 1) {
    await sink.call('reset', { noting: true });
    const commits = await run.measured({ server: hub.pid, client: sink.pid }, () => hub.call<[number, number][]>('trickle', { personId: stage.personId, events: 100, every: 50 }));
    await taken(sink, commits.length);
    const arrived = new Map(await sink.call<[number, number][]>('arrivals'));
    const waits = commits.map(([n, committed]) => ((arrived.get(n) ?? Infinity) - committed) / 1_000).sort((a, b) => a - b);
    p50.push(waits[Math.floor(waits.length * 0.5)] ?? NaN);
    p95.push(waits[Math.floor(waits.length * 0.95)] ?? NaN);
  }
  await command(stage, 'events.subscription.end', { subscriptionId: id });
  const note = 'from the acknowledged commit to the first byte at the endpoint; 20 events/s';
  return [
    single({ area: 'events', name: 'webhooks.latency.p50', unit: 'ms', better: 'lower', note }, p50),
    single({ area: 'events', name: 'webhooks.latency.p95', unit: 'ms', better: 'lower', goal: 50, note }, p95),
  ];
}

/** Fifty events for each of two hundred endpoints, all pending at once; then the same while twenty of them hang. */
async function fairness(run: Bench, stage: Stage): Promise<Row[]> {
  const { hub, sink } = stage;
  const ids: string[] = [];
  for (let n = 0; n < ENDPOINTS; n += 20) ids.push(...(await Promise.all(Array.from({ length: 20 }, (_, at) => subscribe(stage, n + at)))));
  const healthy = (ENDPOINTS - HANGING) * 50;
  const [alone, beside]: [number[], number[]] = [[], []];
  for (let round = 0; round <= run.rounds; round += 1) {
    for (const hang of [0, HANGING]) {
      await sink.call('reset', { hang });
      await hub.call('fill', { personId: stage.personId, events: 50 });
      // Without any that hang, the same number of deliveries is looked at.
      const seen = await taken(sink, healthy);
      if (round > 0) (hang === 0 ? alone : beside).push((healthy * 1e6) / (seen.last - seen.first));
      if (hang > 0) continue;
      await taken(sink, ENDPOINTS * 50);
    }
    await renew(stage, ids);
  }
  return [paired({ area: 'events', name: 'webhooks.fair', unit: 'deliveries/s', better: 'higher', goal: 0.9, peer: 'none hangs', note: `${ENDPOINTS * 50} deliveries over ${ENDPOINTS} endpoints, of which ${HANGING} never answer; of the others` }, beside, alone)];
}

/** Those that hung are ended, and new ones take their place. */
async function renew(stage: Stage, ids: string[]): Promise<void> {
  await stage.sink.call('reset', {});
  for (let n = 0; n < HANGING; n += 1) {
    await command(stage, 'events.subscription.end', { subscriptionId: ids[n] });
    ids[n] = await subscribe(stage, n);
  }
}

function rate({ deliveries, first, last }: Seen): number {
  return (deliveries * 1e6) / (last - first);
}

/** Waits until the sink has taken so many deliveries. */
async function taken(sink: Server, deliveries: number): Promise<Seen> {
  for (let looks = 0; looks < 6_000; looks += 1) {
    const seen = await sink.call<Seen>('seen');
    if (seen.deliveries >= deliveries) return seen;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error(`the sink has not taken ${deliveries} deliveries within a minute`);
}

async function drained(stage: Stage, subscriptionId: string): Promise<void> {
  for (;;) {
    const { progress } = await ask<{ progress: { waiting: number } }>(stage, `subscriptions/${subscriptionId}`);
    if (progress.waiting === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** A subscription to the bench's events, once its endpoint has agreed. */
async function subscribe(stage: Stage, n: number): Promise<string> {
  const { subscriptionId } = await command<{ subscriptionId: string }>(stage, 'events.subscription.create', {
    name: `bench ${n}`, url: `http://127.0.0.1:${stage.sink.port}/hooks/${n}`, filter: { types: ['bench.*'] }, pace: { concurrency: n === 0 ? CONCURRENCY : 10 },
  });
  for (;;) {
    if ((await ask<{ state: string }>(stage, `subscriptions/${subscriptionId}`)).state === 'active') return subscriptionId;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Takes the fresh hub over. */
async function claim(url: string): Promise<{ url: string; token: string; personId: string }> {
  const secret = readFileSync(`${FOLDER}/setup-link`, 'utf8').trim().split('#')[1];
  const body = { token: secret, name: 'Bench', email: 'bench@example.org', password: 'seven quiet rivers at dawn', as: 'token' };
  return { url, ...(await call<{ token: string; personId: string }>(`${url}/api/v1/setup`, { method: 'POST', body: JSON.stringify(body) })) };
}

function command<T>({ url, token }: Stage, name: string, input: object): Promise<T> {
  return call(`${url}/api/v1/commands/${name}`, { method: 'POST', body: JSON.stringify(input) }, token);
}

function ask<T>({ url, token }: Stage, path: string): Promise<T> {
  return call(`${url}/api/v1/${path}`, {}, token);
}

async function call<T>(address: string, request: RequestInit, token?: string): Promise<T> {
  const headers = { ...(request.body === undefined ? {} : { 'content-type': 'application/json' }), ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) };
  const answer = await fetch(address, { ...request, headers });
  if (!answer.ok) throw new Error(`${address}: ${await answer.text()}`);
  return answer.json() as Promise<T>;
}
