import { setMaxListeners } from 'node:events';
import { Injectable, Logger, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import type pg from 'pg';
import { z } from 'zod';
import { setting } from '#config';
import { Database, isUnavailable } from '#db';
import { onDuty } from '../metrics.js';
import { Absence } from './absence.js';

const duties = setting('HUB_DUTIES', z.enum(['on', 'off']).default('on'), 'whether this process may run jobs and the duties of the hub (numbering the feed, projections, periodic duties); one process at a time is on duty, each that may runs jobs');

/** How often (ms) a process that is not on duty tries to be, and one that lost its line comes back. */
const TRY = 500;
/** Of all processes on one database, the one that holds this lock is on duty. */
const LOCK = `hashtextextended('hub:duties', 0)`;

/** What runs as long as this process is on duty. */
export interface Duty {
  readonly name: string;
  /** `line` is the connection that holds the lock: it is gone when the process is off duty. `off` says when to stop. */
  run(line: DutyLine, off: AbortSignal): Promise<void>;
}

/** The connection of the process on duty. Queries on it wait for each other. */
export interface DutyLine {
  query<R extends pg.QueryResultRow>(text: string, values?: readonly unknown[]): Promise<R[]>;
}

/**
 * The duties of the hub, run by one process at a time: whichever holds the advisory lock on its line. When that process
 * or its line dies, the lock is free and another takes over within a second. A duty must bear that the one before it is
 * still at its last step: what must not happen twice is fenced in the transaction that does it.
 */
@Injectable()
export class Duties implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('Duties');
  private readonly duties = new Set<Duty>();
  private readonly stop = new AbortController();
  private serving: Promise<void> | undefined;
  private onDutyNow = false;
  private readonly absence = new Absence(this.logger, 'the line of the duties');

  constructor(private readonly database: Database) {}

  /** Whether this process may come on duty. One that may not runs no jobs either: its doors are all it has. */
  get allowed(): boolean {
    return duties.value === 'on';
  }

  /** Whether this process is on duty. */
  get onDuty(): boolean {
    return this.onDutyNow;
  }

  /** Registers a duty that runs all the time. To be called while modules start. */
  register(duty: Duty): void {
    if ([...this.duties].some(({ name }) => name === duty.name)) throw new Error(`the duty ${duty.name} is registered twice`);
    this.duties.add(duty);
  }

  /** Registers what is done every so many seconds, and once when this process comes on duty. A failure is logged; the next turn tries again. */
  every(seconds: number, name: string, work: (off: AbortSignal) => Promise<void>): void {
    const absence = new Absence(this.logger, `what the duty ${name} needs of the database`);
    this.register({
      name,
      run: async (_line, off) => {
        while (!off.aborted) {
          try {
            await work(off);
            absence.end();
          } catch (fault) {
            // A database that is away is no fault of a duty.
            if (isUnavailable(fault)) absence.begin();
            else this.logger.error({ err: fault }, `the duty ${name} failed; it is tried again in ${seconds} s`);
          }
          await pause(seconds * 1_000, off);
        }
      },
    });
  }

  onApplicationBootstrap(): void {
    if (duties.value === 'on') this.start();
  }

  start(): void {
    this.serving ??= this.serve();
  }

  /** Goes off duty, and waits until each duty has come to the end of its step. */
  async beforeApplicationShutdown(): Promise<void> {
    this.stop.abort();
    await this.serving;
  }

  private async serve(): Promise<void> {
    while (!this.stop.signal.aborted) {
      let line: pg.Client | undefined;
      try {
        line = await this.database.connect('hub duties');
        await line.query(`SELECT set_config('hub.actor', 'system:duties', false), set_config('lock_timeout', '10s', false)`);
        this.absence.end();
        if (await this.taken(line)) await this.serveOn(line);
      } catch (fault) {
        if (!this.stop.signal.aborted) this.absence.begin(fault);
      } finally {
        await line?.end().catch(() => undefined);
      }
      await pause(TRY, this.stop.signal);
    }
  }

  /** Waits until the lock is free. It is asked for again and again: a statement that waited for it would hold back the vacuum of every table. */
  private async taken(line: pg.Client): Promise<boolean> {
    while (!this.stop.signal.aborted) {
      const { rows } = await line.query<{ taken: boolean }>(`SELECT pg_try_advisory_lock(${LOCK}) AS taken`);
      if (rows[0]?.taken === true) return true;
      await pause(TRY * (0.75 + Math.random() / 2), this.stop.signal);
    }
    return false;
  }

  /** On duty until the line ends or the process stops. */
  private async serveOn(client: pg.Client): Promise<void> {
    const lost = new AbortController();
    client.once('end', () => lost.abort());
    const off = AbortSignal.any([this.stop.signal, lost.signal]);
    // Every duty listens to it, some more than once.
    setMaxListeners(0, off);
    this.onDutyNow = true;
    onDuty.set(1);
    this.logger.log('this process is on duty');
    const line = lineOf(client);
    await Promise.all([...this.duties].map((duty) => this.runOne(duty, line, off)));
    this.onDutyNow = false;
    onDuty.set(0);
    if (lost.signal.aborted && !this.stop.signal.aborted) this.absence.begin();
  }

  /** Runs a duty, and begins it again when it fails. */
  private async runOne(duty: Duty, line: DutyLine, off: AbortSignal): Promise<void> {
    const absence = new Absence(this.logger, `what the duty ${duty.name} needs of the database`);
    while (!off.aborted) {
      try {
        await duty.run(line, off);
      } catch (fault) {
        // The end of the line is told where it is noticed.
        if (off.aborted) return;
        // A database that is away is no fault of a duty.
        if (isUnavailable(fault)) absence.begin();
        else this.logger.error({ err: fault }, `the duty ${duty.name} failed; it begins again`);
      }
      await pause(TRY, off);
    }
  }
}

/** One query after the other, whoever asks. */
function lineOf(client: pg.Client): DutyLine {
  let before: Promise<unknown> = Promise.resolve();
  return {
    query: <R extends pg.QueryResultRow>(text: string, values: readonly unknown[] = []) => {
      const mine = before.then(() => client.query<R>(text, [...values])).then(({ rows }) => rows);
      before = mine.catch(() => undefined);
      return mine;
    },
  };
}

/** Waits for `milliseconds`, or until the signal. */
export function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, milliseconds);
    signal.addEventListener('abort', end);
  });
}
