import 'reflect-metadata';
import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { Injectable, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import pg from 'pg';
import { z } from 'zod';
import { readSettings } from '#config';
import { event, job, notice, type Data, type stream } from '#contracts';
import { openDatabase } from '#db';
import { newId, systemActor } from '#kernel';
import { telling, Tells, UnitOfWork, type Telling } from '#log';
import { AnnounceWaiting, Channels, DrainChannels, SweepMessages } from '#notifications';
import { Jobs, Runs } from '#queue';
import { HubIoAdapter } from '#realtime';
import type { HubModule } from '../../../apps/hub/src/hub.module.js';
import type { migrations, modules } from '../../../apps/hub/src/features.js';
import type { addHeaders, makeAdapter } from '../../../apps/hub/src/http/make-server.js';
import { obey } from './control.js';
import { microseconds } from './open-loop.js';

/** The hub with all that it has, as it was built, with one event more and whoever is told of it. */
const built = <T>(path: string): Promise<T> => import(new URL(`../../../../dist/apps/hub/src/${path}`, import.meta.url).href) as Promise<T>;
const { HubModule: Hub } = await built<{ HubModule: typeof HubModule }>('hub.module.js');
const { migrations: schema, modules: parts } = await built<{ migrations: typeof migrations; modules: typeof modules }>('features.js');
const http = await built<{ addHeaders: typeof addHeaders; makeAdapter: typeof makeAdapter }>('http/make-server.js');

const system = systemActor('bench');
const id = newId();
const called = event('bench.crowd.called.v1', {
  summary: 'People are called to a meeting.', stream: 'meeting', audience: ['members'], data: z.object({ call: z.uuid(), bodyId: z.uuid() }),
  example: { call: id, bodyId: id },
});
const crowdNotice = notice('bench.crowd', { summary: 'A meeting.', category: 'meeting', channels: ['inbox', 'mail'], facts: z.object({ title: z.string() }), example: { title: 'Sitting' } });
const invited = event('bench.person.called.v1', {
  summary: 'One person is called to a meeting.', stream: 'person', audience: ['self'], data: z.object({ call: z.uuid(), personId: z.uuid() }),
  example: { call: id, personId: id },
});
/** Beside the hub's own way: one job for each recipient, which does for one what a drain does for many. */
const tellOne = job('bench.recipient.tell', { summary: 'One recipient.', data: z.strictObject({ id: z.uuid() }) });

@Injectable()
class TellCrowd {
  @Tells(called)
  async called(envelope: stream.Envelope, db: { query<T>(sql: string, values: unknown[]): Promise<T> }): Promise<readonly Telling[]> {
    const { call, bodyId } = envelope.data as Data<typeof called>;
    const rows = await db.query<{ id: string }[]>('SELECT delegate_id AS id FROM council_seat WHERE body_id = $1', [bodyId]);
    return [telling(crowdNotice, { key: call, about: envelope.stream, to: rows.map((row) => row.id), facts: { title: 'Third ordinary meeting' } })];
  }

  @Tells(invited)
  async invited(envelope: stream.Envelope): Promise<readonly Telling[]> {
    const { call, personId } = envelope.data as Data<typeof invited>;
    return [telling(crowdNotice, { key: call, about: envelope.stream, to: [personId], facts: { title: 'Third ordinary meeting' } })];
  }
}

@Injectable()
@Runs(tellOne)
class TellOne {
  constructor(private readonly drains: DrainChannels, private readonly announces: AnnounceWaiting) {}

  async run(): Promise<void> {
    await Promise.all([this.sendOne(), this.announces.announceSome(1)]);
  }

  /** Jobs that reach for the same message at once may come away empty-handed; there are as many messages as jobs. */
  private async sendOne(): Promise<void> {
    while ((await this.drains.sendSome('mail', 1, new AbortController().signal)) === 0);
  }
}
const features = parts as Type[];
const notifications = features.find(({ name }) => name === 'NotificationsModule');
if (notifications === undefined) throw new Error('the hub has no notifications');
const own = Reflect.getMetadata('providers', notifications) as Type[];
Reflect.defineMetadata('providers', [...own, TellCrowd, TellOne], notifications);

readSettings(process.env, (path) => readFileSync(path, 'utf8'));
const database = await openDatabase({ migrations: schema, hubVersion: '0.1.0', embedded: 'own', pending: 'run', report: () => undefined });
const app = await NestFactory.create<NestFastifyApplication>(Hub.at(database.address, () => undefined), http.makeAdapter(), { logger: ['error', 'warn'], abortOnError: false });
app.useWebSocketAdapter(new HubIoAdapter(app));
http.addHeaders(app);
const sweep = app.get(SweepMessages, { strict: false });
const sweepDue = sweep.sweep.bind(sweep);
const outside = new pg.Client({ connectionString: database.cluster?.superuser() });

/** The last step that is outside the hub costs nothing on either side. */
function silenceMail(): void {
  const channel = app.get(Channels, { strict: false }).on('mail');
  if (channel !== null) channel.send = async () => ({ state: 'sent', reference: null });
}

/** A meeting of a body with so many seats, each with somebody in it. Put there by hand: how people come to seats is not measured. */
async function seat(people: number): Promise<{ bodyId: string; meetingId: string }> {
  const [bodyId, meetingId] = [newId(), newId()];
  const ids = Array.from({ length: people }, newId);
  await outside.query(`INSERT INTO council_body (id, kind, rules_version, quorum, majority) VALUES ($1, 'council', 1, '{}', '{}')`, [bodyId]);
  await outside.query(
    `INSERT INTO council_meeting (id, body_id, title, zone, start, planned_minutes, access, chair_id, rules_version, quorum, majority, state, drafted_at)
     VALUES ($1, $2, 'Sitting', 'UTC', '2040-01-01T09:00', 60, 'members', $3, 1, '{}', '{}', 'convened', now())`, [meetingId, bodyId, ids[0] ?? newId()]);
  await outside.query(`INSERT INTO identity_person (id, name, language, zone, state, created_at, joined_at) SELECT id, 'Delegate', 'en', 'UTC', 'active', now(), now() FROM unnest($1::uuid[]) AS p(id)`, [ids]);
  await outside.query(`INSERT INTO identity_contact (person_id, email) SELECT id, id || '@example.org' FROM unnest($1::uuid[]) AS p(id)`, [ids]);
  await outside.query(
    `INSERT INTO council_seat (id, body_id, institution_id, country_code, weight, delegate_id, state) SELECT gen_random_uuid(), $2, gen_random_uuid(), 'PK', 1, id, 'active' FROM unnest($1::uuid[]) AS p(id)`, [ids, bodyId]);
  await outside.query('ANALYZE identity_person, identity_contact, council_seat');
  return { bodyId, meetingId };
}

/** Records the event and waits until its notice stands with all its people (`kept`), or until everybody's entry and message are written (`told`). @returns seconds */
async function call(meeting: { bodyId: string; meetingId: string }, until: 'kept' | 'told'): Promise<number> {
  const key = newId();
  const began = performance.now();
  await app.get(UnitOfWork, { strict: false }).run(system, [], async ({ record }) => record(called, `meeting:${meeting.meetingId}`, { call: key, bodyId: meeting.bodyId }));
  await untilNone(`SELECT NOT EXISTS (SELECT FROM notification_notice WHERE key = '${key}' ${until === 'told' ? `AND state = 'told'` : ''}) AS some`);
  return (performance.now() - began) / 1_000;
}

async function untilNone(some: string): Promise<void> {
  while ((await outside.query<{ some: boolean }>(some)).rows[0]?.some !== false) await new Promise((resolve) => setTimeout(resolve, 10));
}

/** What waits for a later time, such as the mails that one person got too many of, is not waited for. */
const drained = (): Promise<void> => untilNone(
  `SELECT EXISTS (SELECT FROM notification_notice WHERE state = 'waiting' AND at <= now()) OR EXISTS (SELECT FROM notification_message WHERE due_at <= now())
     OR EXISTS (SELECT FROM notification_entry WHERE NOT announced) AS some`);

/** So many people are told in the hub's way. @returns seconds until it is certain that all will be told, and until all are from then on: entries, announcements, mails */
async function tell({ people }: { people: number }): Promise<{ enqueued: number; drained: number }> {
  const enqueued = await call(await seat(people), 'kept');
  const began = performance.now();
  await drained();
  return { enqueued, drained: (performance.now() - began) / 1_000 };
}

/** So many people are told by one job each. @returns seconds from the first job that is added */
async function tellEach({ people }: { people: number }): Promise<number> {
  sweep.sweep = async () => undefined;
  await call(await seat(people), 'told');
  const jobs = app.get(Jobs, { strict: false });
  const began = performance.now();
  for (let at = 0; at < people; at += 500) await jobs.addAll(tellOne, Array.from({ length: Math.min(500, people - at) }, () => ({ data: { id: newId() } })));
  await drained();
  sweep.sweep = sweepDue;
  return (performance.now() - began) / 1_000;
}

obey({
  start: async () => {
    await outside.connect();
    await app.listen(0, '127.0.0.1');
    silenceMail();
    return (app.getHttpServer() as { address(): AddressInfo }).address().port;
  },
  database: () => database.cluster?.pid,
  /** Tells one person of a thing of their own. @returns when it was recorded, in microseconds */
  tellPerson: async ({ personId }: { personId: string }) => {
    const at = microseconds();
    await app.get(UnitOfWork, { strict: false }).run(system, [], async ({ record }) => record(invited, `person:${personId}`, { call: newId(), personId }));
    return at;
  },
  tell,
  tellEach,
  stop: async () => {
    await outside.end();
    await app.close();
    await database.close();
  },
});
