import 'reflect-metadata';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import pg from 'pg';
import { z } from 'zod';
import { readSettings } from '#config';
import { TakePositions, type Parcel } from '#corridor';
import { openDatabase } from '#db';
import { HubIoAdapter, validate } from '#realtime';
import type { migrations } from '../../../apps/hub/src/features.js';
import type { addHeaders, makeAdapter } from '../../../apps/hub/src/http/make-server.js';
import type { HubModule } from '../../../apps/hub/src/hub.module.js';
import { obey } from './control.js';
import { microseconds } from './open-loop.js';

/** The hub with all that it has, as it was built, a handler that does nothing, and the same rows written without a hub. */
const built = <T>(path: string): Promise<T> => import(new URL(`../../../../dist/apps/hub/src/${path}`, import.meta.url).href) as Promise<T>;
const { HubModule: Hub } = await built<{ HubModule: typeof HubModule }>('hub.module.js');
const { migrations: schema } = await built<{ migrations: typeof migrations }>('features.js');
const http = await built<{ addHeaders: typeof addHeaders; makeAdapter: typeof makeAdapter }>('http/make-server.js');

readSettings(process.env, (path) => readFileSync(path, 'utf8'));
const database = await openDatabase({ migrations: schema, hubVersion: '0.1.0', embedded: 'own', pending: 'run', report: () => undefined });
const app = await NestFactory.create<NestFastifyApplication>(Hub.at(database.address, () => undefined), http.makeAdapter(), { logger: ['error', 'warn'], abortOnError: false });
app.useWebSocketAdapter(new HubIoAdapter(app));
http.addHeaders(app);
// What the door for single fixes is compared with: the same fields, checked, and nothing done with them.
const empty = z.strictObject({ id: z.string(), lat: z.coerce.number().min(-90).max(90), lon: z.coerce.number().min(-180).max(180), timestamp: z.coerce.number(), speed: z.coerce.number(), accuracy: z.coerce.number() });
(app.getHttpAdapter().getInstance() as FastifyInstance).get('/bench/empty', (request, reply) => {
  validate(empty, request.query);
  void reply.type('application/json; charset=utf-8').send('{"items":[{"outcome":"stored"}]}');
});

/** Units of a bench, made where doors would take an hour: their trackers report under `secret-<n>`. */
interface Fleet {
  readonly corridorId: string;
  readonly institutionId: string;
  readonly units: number;
}
let fleet: readonly { readonly unitId: string; readonly hash: Buffer }[] = [];
let owner: pg.Client;

async function equip({ corridorId, institutionId, units }: Fleet): Promise<void> {
  owner ??= await superuser();
  const { rows } = await owner.query<{ id: string }>(
    `INSERT INTO corridor_unit (id, corridor_id, institution_id, name, names, emt_type, declared, crew, vehicle, outside_ids, state)
     SELECT uuidv7(), $1, $2, 'Unit ' || n, '{}', 'type_2', '{}', '[]', '{"kind":"aircraft","maxSpeedKmh":1000}', '[]', 'in_service' FROM generate_series(1, $3::int) n RETURNING id`, [corridorId, institutionId, units],
  );
  const begin = fleet.length;
  const added = rows.map(({ id }, n) => ({ unitId: id, hash: createHash('sha256').update(`secret-${begin + n}`).digest() }));
  await owner.query(
    `INSERT INTO corridor_tracker (id, unit_id, corridor_id, institution_id, device_id, kind, reporting_hash, bound_at)
     SELECT uuidv7(), u, $1, $2, 'bench-' || left(encode(h, 'hex'), 16), 'vehicle', h, now() FROM unnest($3::uuid[], $4::bytea[]) AS t(u, h)`,
    [corridorId, institutionId, added.map(({ unitId }) => unitId), added.map(({ hash }) => hash)],
  );
  fleet = [...fleet, ...added];
  await owner.query('ANALYZE corridor_unit, corridor_tracker, corridor_track');
  await owner.query('CHECKPOINT');
}

async function superuser(): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: database.cluster?.superuser() });
  await client.connect();
  return client;
}

/** The next fix of each unit: it moves on by a second and some metres. */
const turns = new Map<number, number>();
const START = Date.now() - 200 * 86_400_000;

function nextFix(unit: number): Parcel['report']['items'][number] {
  const turn = (turns.get(unit) ?? 0) + 1;
  turns.set(unit, turn);
  return {
    fixTime: new Date(START + turn * 1_000), latitude: Math.round((30 + (unit % 100) / 10 + Math.sin(turn / 500) / 100) * 1e7) / 1e7, longitude: Math.round((70 + Math.floor(unit / 100) / 10 + Math.cos(turn / 500) / 100) * 1e7) / 1e7,
    altitude: 1_200, speed: 16.7, course: turn % 360, accuracy: 8,
  };
}

/** Closed loop past the doors: `devices` at once, each with batches of so many fixes. Answers fixes a second. */
async function store({ devices, batch, seconds }: { devices: number; batch: number; seconds: number }): Promise<{ rate: number; stored: number }> {
  const positions = app.get(TakePositions, { strict: false });
  const began = microseconds();
  const end = began + seconds * 1e6;
  let stored = 0;
  let next = 0;
  const device = async (): Promise<void> => {
    while (microseconds() < end) {
      const unit = next++ % fleet.length;
      const { hash } = fleet[unit] ?? { hash: Buffer.alloc(32) };
      const items = Array.from({ length: batch }, () => nextFix(unit));
      const answer = await positions.take({ sender: { hash }, report: { deviceTime: null, items }, serverTime: new Date() });
      stored += answer?.filter(({ outcome }) => outcome === 'stored').length ?? 0;
      if (answer?.length !== batch) throw new Error('a batch was not answered');
    }
  };
  await Promise.all(Array.from({ length: devices }, device));
  return { rate: (stored * 1e6) / (microseconds() - began), stored };
}

/** The same rows into a table of the same columns and key, so many at a time by one connection: nothing is asked, nothing follows. Answers rows a second. */
async function raw({ batch, seconds }: { batch: number; seconds: number }): Promise<number> {
  owner ??= await superuser();
  await owner.query('CREATE TABLE IF NOT EXISTS bench_fix (LIKE corridor_fix INCLUDING CONSTRAINTS INCLUDING INDEXES)');
  const began = microseconds();
  let rows = 0;
  while (microseconds() < began + seconds * 1e6) {
    const all = Array.from({ length: batch }, (_, n) => ({ unitId: fleet[(rows + n) % fleet.length]?.unitId, fix: nextFix((rows + n) % fleet.length) as Exclude<ReturnType<typeof nextFix>, { rule: unknown }> }));
    const column = <T>(read: (one: (typeof all)[number]) => T): T[] => all.map(read);
    await owner.query({
      name: 'raw', text: `INSERT INTO bench_fix (unit_id, institution_id, tracker_id, fix_time, server_time, latitude, longitude, altitude, speed, course, accuracy)
        SELECT u, u, u, t, now(), lat, lon, al, sp, co, ac FROM unnest($1::uuid[], $2::timestamptz[], $3::float8[], $4::float8[], $5::float4[], $6::float4[], $7::float4[], $8::float4[]) AS r(u, t, lat, lon, al, sp, co, ac)`,
      values: [column((one) => one.unitId), column(({ fix }) => fix.fixTime), column(({ fix }) => fix.latitude), column(({ fix }) => fix.longitude), column(({ fix }) => fix.altitude), column(({ fix }) => fix.speed), column(({ fix }) => fix.course), column(({ fix }) => fix.accuracy)],
    });
    rows += batch;
  }
  return (rows * 1e6) / (microseconds() - began);
}

/** Gives the units so many fixes of the past, all together. */
async function history({ fixes }: { fixes: number }): Promise<void> {
  owner ??= await superuser();
  await owner.query(
    `INSERT INTO corridor_fix (unit_id, institution_id, fix_time, server_time, latitude, longitude)
     SELECT k.unit_id, k.institution_id, now() - interval '300 days' + n * interval '7 seconds', now(), 30 + n % 1000 / 1000.0, 70 FROM corridor_track k CROSS JOIN generate_series(1, ceil($1 / (SELECT count(*) FROM corridor_track)::float8)::int) n`, [fixes],
  );
  // What is measured is a fix among many stored ones, not that these were stored a moment ago and are still being written back.
  await owner.query('VACUUM (ANALYZE) corridor_fix');
  await owner.query('CHECKPOINT');
}

obey({
  start: async () => {
    await app.listen(0, '127.0.0.1');
    return (app.getHttpServer() as { address(): AddressInfo }).address().port;
  },
  database: () => database.cluster?.pid,
  equip, store, raw, history,
  stop: async () => {
    await owner?.end();
    await app.close();
    await database.close();
  },
});
