import { Injectable, Logger, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import type pg from 'pg';
import { Database } from '#db';
import { Absence } from '../duty/absence.js';

/** `log`: events were committed. `feed`: events got their numbers. `erased`: words of people were erased; the payload names the stream. */
export type Wake = 'log' | 'feed' | 'erased';

const CHANNELS: Readonly<Record<string, Wake>> = { hub_log: 'log', hub_feed: 'feed', hub_erased: 'erased' };
/** A notification that was lost costs a reader this much (ms). */
const BACKSTOP = 2_000;
/** Between attempts to connect again (ms). */
const RETRY = 250;

/**
 * The line on which this process is woken: one connection of its own that listens and, between notifications, reads.
 * A notification carries no data and may be lost: whoever is woken looks for itself, and everybody is woken after a
 * reconnect and every two seconds.
 */
@Injectable()
export class Wakes implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('Wakes');
  private readonly listeners: Record<Wake, Set<(payload: string) => void>> = { log: new Set(), feed: new Set(), erased: new Set() };
  private line: pg.Client | null = null;
  private started: Promise<void> | undefined;
  private stopped = false;
  private backstop: NodeJS.Timeout | undefined;
  private retry: NodeJS.Timeout | undefined;
  private readonly absence = new Absence(this.logger, 'the line that wakes the readers');

  constructor(private readonly database: Database) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.start();
  }

  /** Connects; resolves when the line listens, or has failed once and goes on trying. */
  start(): Promise<void> {
    this.started ??= this.connect();
    this.backstop ??= setInterval(() => this.wakeAll(), BACKSTOP);
    return this.started;
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopped = true;
    clearInterval(this.backstop);
    clearTimeout(this.retry);
    const line = this.line;
    this.line = null;
    await line?.end().catch(() => undefined);
  }

  /** @returns a function that stops it */
  on(wake: Wake, listener: (payload: string) => void): () => void {
    this.listeners[wake].add(listener);
    return () => this.listeners[wake].delete(listener);
  }

  /** Runs a query on the line; null while it is down. One at a time: only the tailer does. */
  async query<R extends pg.QueryResultRow>(config: pg.QueryConfig): Promise<R[] | null> {
    if (this.line === null) return null;
    return (await this.line.query<R>(config)).rows;
  }

  private async connect(): Promise<void> {
    let line: pg.Client | undefined;
    try {
      line = await this.database.connect('hub tailer');
      const listening = line;
      listening.once('end', () => this.lost(listening));
      listening.on('notification', ({ channel, payload }) => this.wake(CHANNELS[channel], payload ?? ''));
      // The line is never shared: it may name its actor once, for good. It keeps its one plan as well (to plan a pass anew takes
      // longer than the pass), and one that was made while the tables were small must not read them whole when they are large.
      await listening.query(`SELECT set_config('hub.actor', 'system:tailer', false), set_config('enable_seqscan', 'off', false), set_config('plan_cache_mode', 'force_generic_plan', false); ${Object.keys(CHANNELS).map((channel) => `LISTEN ${channel}`).join('; ')}`);
      if (this.stopped) return await listening.end();
      this.line = listening;
      this.absence.end();
      this.wakeAll();
      // What was erased while nobody listened is not known: without a payload all streams are meant.
      this.wake('erased', '');
    } catch (fault) {
      this.absence.begin(fault);
      await line?.end().catch(() => undefined);
      this.again();
    }
  }

  private lost(line: pg.Client): void {
    if (this.line !== line) return;
    this.line = null;
    if (this.stopped) return;
    this.absence.begin();
    this.again();
  }

  private again(): void {
    clearTimeout(this.retry);
    if (!this.stopped) this.retry = setTimeout(() => void this.connect(), RETRY);
  }

  private wakeAll(): void {
    this.wake('log', '');
    this.wake('feed', '');
  }

  private wake(wake: Wake | undefined, payload: string): void {
    if (wake !== undefined) for (const listener of this.listeners[wake]) listener(payload);
  }
}
