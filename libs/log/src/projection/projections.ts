import { setMaxListeners } from 'node:events';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DiscoveryService, MetadataScanner } from '@nestjs/core';
import { Gauge } from 'prom-client';
import type { HubEvent } from '#contracts';
import { Database } from '#db';
import { systemActor } from '#kernel';
import { encodeArray, text } from '../append/encode-array.js';
import { Duties, pause, type DutyLine } from '../duty/duties.js';
import { FeedReader } from '../feed/feed-reader.js';
import { UnitOfWork } from '../unit-of-work.js';
import { Consumer } from './consumer.js';
import { eventsOf, type Reaction } from './on.js';

const actor = systemActor('projections');
/** Events read at once. */
const PAGE = 500;
/** How long (ms) one that has come to the end of the feed waits before it looks for itself. */
const PATIENCE = 60_000;
/** How long (ms) a cursor that only passed by events may lag behind in the database: they would be passed by again. */
const SAVE = 100;

const progress = new Gauge({ name: 'hub_projection_position', help: 'How far a projection has come in the feed.', labelNames: ['projection'] });
const standing = new Gauge({ name: 'hub_projection_stopped', help: '1 when a projection stands still because an event failed every try.', labelNames: ['projection'] });

/** How long (ms) an answer waits for those who react to what it did. */
const HEARD = 1_000;
/** What is not numbered yet of what was committed at the first look, where the feed ends, and how far the slowest of these has come. */
const HEARD_OF = `SELECT (SELECT max(id) FROM log_unnumbered) AS newest, h.seq AS head, (SELECT min(position) FROM log_consumer WHERE name = ANY ($2)) AS heard,
  EXISTS (SELECT FROM log_unnumbered WHERE id > h.settled AND id <= coalesce($1::bigint, 9223372036854775807)) AS open FROM log_feed_head h`;

interface Heard {
  readonly newest: string | null;
  readonly open: boolean;
  readonly head: string;
  readonly heard: string | null;
}

/** How one projection does. */
export interface ProjectionState {
  readonly name: string;
  readonly position: number;
  /** Why it stands still; null when it does not. */
  readonly stopped: string | null;
}

/** Runs the `@On` methods of all providers, each class as one durable consumer of the feed, in the process on duty. */
@Injectable()
export class Projections implements OnModuleInit {
  readonly name = 'projections';
  private readonly consumers = new Map<string, Consumer>();

  constructor(
    private readonly duties: Duties,
    private readonly discovery: DiscoveryService,
    private readonly database: Database,
    private readonly feed: FeedReader,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  onModuleInit(): void {
    const seen = new Set<unknown>();
    for (const { instance } of this.discovery.getProviders()) {
      if (typeof instance !== 'object' || instance === null || seen.has(instance)) continue;
      seen.add(instance);
      this.collect(instance as Record<string, Reaction>);
    }
    this.duties.register(this);
  }

  /** A projection whose events are only known when the modules start. To be called while they do. */
  react(name: string, events: readonly string[], reaction: Reaction): void {
    for (const event of events) this.consumer(name).add(event, reaction);
  }

  /** How the projections do; for readiness. Of what another process runs, nothing is known here. */
  states(): readonly ProjectionState[] {
    return [...this.consumers.values()].map(({ name, position, stopped }) => ({ name, position, stopped }));
  }

  /**
   * Waits until every event that is committed by now, and every event that projections recorded because of it, has gone
   * through all projections of this hub, in whichever process they run.
   * @throws Error when a projection of this process stands still
   */
  async settled(): Promise<void> {
    const never = new AbortController().signal;
    for (;;) {
      const still = this.states().find((state) => state.stopped !== null);
      if (still !== undefined) throw new Error(`the projection ${still.name} stands still: ${still.stopped}`);
      await this.save();
      const [row] = await this.database.transaction(actor, [], (db) => db.query<{ settled: boolean }[]>(
        `SELECT NOT EXISTS (SELECT FROM log_unnumbered) AND (SELECT count(*) FROM log_consumer WHERE name = ANY ($1) AND position >= (SELECT seq FROM log_feed_head)) = $2 AS settled`,
        [[...this.consumers.keys()], this.consumers.size]), 'snapshot');
      if (row?.settled === true) return;
      await pause(5, never);
    }
  }

  /**
   * Waits until whoever reacts to an event has heard of all that is committed by now, in whichever process that is; no longer than
   * `HEARD`, since an answer may be late but must come.
   */
  async heard({ name }: HubEvent): Promise<void> {
    const listeners = [...this.consumers.values()].filter((consumer) => consumer.listensTo(name));
    const until = performance.now() + HEARD;
    const never = new AbortController().signal;
    let newest: string | null = null;
    for (let target: number | null = null; performance.now() < until; await pause(5, never)) {
      const rows: readonly Heard[] = await this.database.ask<Heard>(actor, [], { text: HEARD_OF, values: [newest, encodeArray(text, listeners.map((consumer) => consumer.name))] });
      const [row] = rows;
      if (row === undefined) return;
      newest ??= row.newest ?? '0';
      if (target === null && !row.open) target = Number(row.head);
      const behind = listeners.filter(({ position }) => target === null || position < target);
      if (behind.length === 0 || (target !== null && Number(row.heard ?? 0) >= target)) return;
    }
  }

  async run(_line: DutyLine, off: AbortSignal): Promise<void> {
    await this.load();
    // When one fails as a whole, all begin again from what is written down.
    const ended = new AbortController();
    const until = AbortSignal.any([off, ended.signal]);
    // Every projection listens to it.
    setMaxListeners(0, until);
    const all = [...this.consumers.values()].map((consumer) => this.follow(consumer, until));
    const saving = this.keepSaving(until);
    try {
      await Promise.all(all);
    } finally {
      ended.abort();
      await Promise.allSettled([...all, saving]);
      await this.save().catch(() => undefined);
    }
  }

  /** Each goes at its own pace: one that catches up or tries again holds nobody up. Those at the same place share one read. */
  private async follow(consumer: Consumer, off: AbortSignal): Promise<void> {
    const { name } = consumer;
    while (!off.aborted && consumer.stopped === null) {
      const events = await this.feed.readShared(consumer.position, PAGE);
      if (events.length > 0) await consumer.take(events, off);
      else consumer.position = await this.feed.pastGap(consumer.position);
      progress.set({ projection: name }, consumer.position);
      standing.set({ projection: name }, consumer.stopped === null ? 0 : 1);
      // A page that is not full was the end of the feed.
      if (events.length < PAGE && consumer.stopped === null) await this.feed.grown(consumer.position, PATIENCE, off);
    }
  }

  private async keepSaving(off: AbortSignal): Promise<void> {
    while (!off.aborted) {
      await pause(SAVE, off);
      await this.save().catch(() => undefined);
    }
  }

  /** Writes down how far those have come that only passed by events; one that reacted has written its own. */
  private async save(): Promise<void> {
    const moved = [...this.consumers.values()].filter(({ position, saved }) => position > saved);
    if (moved.length === 0) return;
    const positions = moved.map(({ position }) => position);
    // Two who write at once take the rows in one order, so that neither waits for the other for ever.
    await this.database.transaction(actor, [], (db) => db.query(
      `UPDATE log_consumer c SET position = n.position
       FROM (SELECT l.name, n.position FROM unnest($1::text[], $2::bigint[]) AS n(name, position) JOIN log_consumer l USING (name) ORDER BY l.name FOR UPDATE OF l) n
       WHERE c.name = n.name AND c.position < n.position`, [moved.map(({ name }) => name), positions]));
    moved.forEach((consumer, at) => {
      consumer.saved = Math.max(consumer.saved, positions[at] ?? 0);
    });
  }

  /** Where each left off; one that stood still gets another chance. */
  private async load(): Promise<void> {
    const names = [...this.consumers.keys()];
    const rows = await this.database.transaction(actor, [], async (db) => {
      await db.query('INSERT INTO log_consumer (name) SELECT unnest($1::text[]) ON CONFLICT (name) DO NOTHING', [names]);
      return db.query<{ name: string; position: string }[]>('SELECT name, position FROM log_consumer WHERE name = ANY ($1)', [names]);
    });
    for (const { name, position } of rows) {
      const consumer = this.consumers.get(name);
      if (consumer !== undefined) Object.assign(consumer, { position: Number(position), saved: Number(position), stopped: null });
    }
  }

  private collect(instance: Record<string, Reaction>): void {
    const prototype = Object.getPrototypeOf(instance) as object | null;
    if (prototype === null) return;
    const { name } = prototype.constructor;
    for (const method of new MetadataScanner().getAllMethodNames(prototype)) {
      for (const event of eventsOf(prototype, method)) {
        this.consumer(name).add(event, (envelope, work) => (instance[method] as Reaction).call(instance, envelope, work));
      }
    }
  }

  private consumer(name: string): Consumer {
    const known = this.consumers.get(name) ?? new Consumer(name, this.unitOfWork);
    this.consumers.set(name, known);
    return known;
  }
}
