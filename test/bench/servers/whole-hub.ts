import 'reflect-metadata';
import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { z } from 'zod';
import { readSettings } from '#config';
import { event } from '#contracts';
import { openDatabase } from '#db';
import { BatchedLog, FeedReader } from '#log';
import { HubIoAdapter } from '#realtime';
import type { HubModule } from '../../../apps/hub/src/hub.module.js';
import type { migrations } from '../../../apps/hub/src/features.js';
import type { addHeaders, makeAdapter } from '../../../apps/hub/src/http/make-server.js';
import { memory, obey } from './control.js';
import { microseconds } from './open-loop.js';

/** The hub with all that it has, as it was built, and a way to fill its log. */
const built = <T>(path: string): Promise<T> => import(new URL(`../../../../dist/apps/hub/src/${path}`, import.meta.url).href) as Promise<T>;
const { HubModule: Hub } = await built<{ HubModule: typeof HubModule }>('hub.module.js');
const { migrations: schema } = await built<{ migrations: typeof migrations }>('features.js');
const http = await built<{ addHeaders: typeof addHeaders; makeAdapter: typeof makeAdapter }>('http/make-server.js');

const noted = event('bench.note.taken.v1', {
  summary: 'Something that one person may know.', stream: 'person', audience: ['self'], data: z.object({ n: z.int(), text: z.string() }), example: { n: 1, text: 'Good morning.' },
});
/** Of about the length of the events that a council makes. */
const TEXT = 'The mobile unit has reached the crossing and waits for its papers; the next report comes in half an hour.';

readSettings(process.env, (path) => readFileSync(path, 'utf8'));
const database = await openDatabase({ migrations: schema, hubVersion: '0.1.0', embedded: 'own', pending: 'run', report: () => undefined });
const app = await NestFactory.create<NestFastifyApplication>(Hub.at(database.address, () => undefined), http.makeAdapter(), { logger: ['error', 'warn'], abortOnError: false });
app.useWebSocketAdapter(new HubIoAdapter(app));
http.addHeaders(app);

/** Appends so many events to somebody's stream, and waits until all of them have their numbers in the feed. */
async function fill({ personId, events }: { personId: string; events: number }): Promise<void> {
  const [log, feed] = [app.get(BatchedLog, { strict: false }), app.get(FeedReader, { strict: false })];
  const begin = (await feed.head()).seq;
  for (let at = 0; at < events; at += 5_000) {
    const some = Array.from({ length: Math.min(5_000, events - at) }, (_, n) => log.append(noted, `person:${personId}`, { n: at + n, text: TEXT }, { actor: 'system:bench' }));
    await Promise.all(some);
  }
  for (let { seq } = await feed.head(); seq < begin + events; { seq } = await feed.head()) await feed.grown(seq, 1_000);
}

/** Appends an event every so many milliseconds, each by itself. Answers when each was committed, in microseconds. */
async function trickle({ personId, events, every }: { personId: string; events: number; every: number }): Promise<[n: number, committed: number][]> {
  const log = app.get(BatchedLog, { strict: false });
  const commits: [number, number][] = [];
  for (let n = 0; n < events; n += 1) {
    await log.append(noted, `person:${personId}`, { n, text: TEXT }, { actor: 'system:bench' });
    commits.push([n, microseconds()]);
    await new Promise((resolve) => setTimeout(resolve, every));
  }
  return commits;
}

obey({
  start: async () => {
    await app.listen(0, '127.0.0.1');
    return (app.getHttpServer() as { address(): AddressInfo }).address().port;
  },
  database: () => database.cluster?.pid,
  addresses: () => ({ owner: database.address.owner, superuser: database.cluster?.superuser() }),
  fill,
  trickle,
  memory,
  stop: async () => {
    await app.close();
    await database.close();
  },
});
