import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { pino } from 'pino';
import { io, type Socket } from 'socket.io-client';
import { readSettings } from '#config';
import { HubIoAdapter } from '#realtime';
import { migrations } from '../../apps/hub/src/features.js';
import { addHeaders, makeAdapter } from '../../apps/hub/src/http/make-server.js';
import { HubModule } from '../../apps/hub/src/hub.module.js';
import { explainError } from '../../apps/hub/src/journal/explain-error.js';
import { NestLogger } from '../../apps/hub/src/journal/nest-logger.js';
import { freshDatabase, type TestDatabase } from './database.js';

/** What an HTTP door answered. */
export interface Answer<T = Record<string, unknown>> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: T;
}

/** What the socket answers to every message. */
export type Reply<T = Record<string, unknown>> = { ok: true; data: T } | { ok: false; error: { code: string; message: string; details?: Record<string, unknown> } };

/** A whole hub in this process, on a database and in a folder of its own. */
export interface TestHub {
  readonly url: string;
  readonly folder: string;
  readonly database: TestDatabase;
  readonly app: NestFastifyApplication;
  /** Everything that was logged so far, as text. */
  readonly journal: readonly string[];
  /** The hub as a stranger sees it. */
  readonly anybody: Visitor;
  /** The hub as the holder of this token sees it. */
  as(token: string): Visitor;
  close(): Promise<void>;
}

/** What of a hub founding a council and entering people needs, whether it runs in this process or in one of its own. */
export type Doors = Pick<TestHub, 'url' | 'folder' | 'journal' | 'anybody' | 'as'>;

/** The public doors, as one visitor uses them. */
export class Visitor {
  constructor(readonly url: string, private readonly headers: Readonly<Record<string, string>>) {}

  /** The same visitor with further headers. */
  with(headers: Readonly<Record<string, string>>): Visitor {
    return new Visitor(this.url, { ...this.headers, ...headers });
  }

  async ask<T = Record<string, unknown>>(method: string, path: string, body?: unknown): Promise<Answer<T>> {
    const json: Record<string, string> = body === undefined ? {} : { 'content-type': 'application/json' };
    const answer = await fetch(`${this.url}${path}`, { method, headers: { ...json, ...this.headers }, body: body === undefined ? undefined : JSON.stringify(body) });
    const text = await answer.text();
    return { status: answer.status, headers: answer.headers, body: (text === '' ? {} : JSON.parse(text)) as T };
  }

  get<T = Record<string, unknown>>(path: string): Promise<Answer<T>> {
    return this.ask<T>('GET', `/api/v1${path}`);
  }

  post<T = Record<string, unknown>>(path: string, body: unknown): Promise<Answer<T>> {
    return this.ask<T>('POST', `/api/v1${path}`, body);
  }

  /** A command over HTTP, under an id where one is given. */
  send<T = Record<string, unknown>>(command: string, input: unknown, id?: string): Promise<Answer<T>> {
    return (id === undefined ? this : this.with({ 'idempotency-key': id })).post<T>(`/commands/${command}`, input);
  }

  /** A command that many send at once: under one id, again while the hub says that it has too much to do. */
  async insist<T = Record<string, unknown>>(command: string, input: unknown): Promise<Answer<T>> {
    const id = randomUUID();
    for (;;) {
      const answer = await this.send<T>(command, input, id);
      if (answer.status !== 503) return answer;
    }
  }

  /** A socket that is open. Closed by `close()` of the hub at the latest. */
  async socket(): Promise<Socket> {
    const token = this.headers['authorization']?.replace('Bearer ', '');
    const socket = io(`${this.url}/hub`, { transports: ['websocket'], forceNew: true, reconnection: false, auth: token === undefined ? {} : { token } });
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('connect_error', (error) => {
        socket.close();
        reject(error);
      });
    });
    return socket;
  }
}

/** Starts a hub with these settings. */
export async function startHub(environment: Readonly<Record<string, string>> = {}): Promise<TestHub> {
  const folder = mkdtempSync(join(tmpdir(), 'hub-data-'));
  readSettings({ HUB_DATA: folder, HUB_DATABASE_POOL: '6', ...environment }, (path) => readFileSync(path, 'utf8'));
  return serve(folder, await freshDatabase(migrations));
}

/** Ends a hub and starts another on its database, in its folder: whatever stood in memory alone is gone. */
export async function restart(hub: TestHub): Promise<TestHub> {
  await stop(hub.app);
  return serve(hub.folder, hub.database);
}

/** Another hub on the same database, as where several share the load. It has to be closed before the first one is. */
export async function beside(hub: TestHub): Promise<TestHub> {
  const other = await serve(hub.folder, hub.database);
  return { ...other, close: () => stop(other.app) };
}

async function stop(app: NestFastifyApplication): Promise<void> {
  // The server would wait for lines of readers that have gone away without a word.
  (app.getHttpServer() as Server).closeAllConnections();
  await app.close();
}

async function serve(folder: string, database: TestDatabase): Promise<TestHub> {
  const journal: string[] = [];
  const app = await NestFactory.create<NestFastifyApplication>(HubModule.at(database.address, () => undefined), makeAdapter(), { logger: journalist(journal), abortOnError: false });
  app.useWebSocketAdapter(new HubIoAdapter(app));
  addHeaders(app);
  await app.listen(0, '127.0.0.1');
  const url = `http://127.0.0.1:${((app.getHttpServer() as Server).address() as AddressInfo).port}`;
  return {
    url, folder, database, app, journal,
    anybody: new Visitor(url, {}),
    as: (token) => new Visitor(url, { authorization: `Bearer ${token}` }),
    close: async () => {
      await stop(app);
      await database.drop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Keeps what is logged, as the hub writes it. */
function journalist(journal: string[]): NestLogger {
  return new NestLogger(pino({ base: null, serializers: { err: explainError } }, { write: (line: string) => void journal.push(line) }));
}
