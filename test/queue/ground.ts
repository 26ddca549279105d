import type { Type } from '@nestjs/common';
import { Backend, type JobQueue } from '#queue';
import { queueHub, until, type QueueHub, type QueueHubOptions } from './queue-hub.js';

/** Where the jobs of one run of the suite wait. */
export interface Stage {
  /** The settings that name it. */
  readonly settings: Readonly<Record<string, string>>;
  /** Leaves no job in it. */
  clear(): Promise<void>;
  close(): Promise<void>;
}

export interface Letter {
  readonly id: string;
  readonly job: string;
  readonly data: unknown;
  readonly key: string | null;
  readonly reason: string;
  readonly error: string;
  readonly attempts: number;
}

/** The hubs of one test on one backend. */
export class Ground {
  private hubs: QueueHub[] = [];
  private stage: Stage | undefined;

  /** Opens the stage for a file of tests, and closes after each test what it has started. */
  constructor(readonly backend: string, open: () => Promise<Stage>) {
    beforeAll(async () => { this.stage = await open(); });
    afterAll(() => this.stage?.close());
    beforeEach(() => this.stage?.clear());
    afterEach(async () => {
      for (const hub of this.hubs.reverse()) await hub.close();
      this.hubs = [];
    });
  }

  /** A hub on this backend; the second of a test stands on the database of the first. */
  async start(options: QueueHubOptions = {}): Promise<QueueHub> {
    const [first] = this.hubs;
    const hub = await queueHub({ ...(first === undefined ? {} : { on: first.database }), ...options, settings: { ...this.stage?.settings, ...options.settings } });
    this.hubs.push(hub);
    return hub;
  }
}

export function letters(hub: QueueHub): Promise<Letter[]> {
  return hub.database.sql<Letter>('SELECT * FROM queue_dead_letter ORDER BY at');
}

/** Waits until the jobs of this id have run so often. */
export function ran(hub: QueueHub, id: string, times = 1): Promise<void> {
  return until(() => hub.handler.of(id).length >= times);
}

export function backendOf(hub: QueueHub): Backend {
  return hub.get(Backend as never as Type<Backend>);
}

/** The queue that a test looks through; it ends with the hub. */
const looking = new WeakMap<QueueHub, JobQueue>();

/** How many jobs there are, looked at past the port. */
export async function states(hub: QueueHub): Promise<{ waiting: number; active: number; delayed: number }> {
  const queue = looking.get(hub) ?? backendOf(hub).queue(() => undefined);
  looking.set(hub, queue);
  const { waiting = 0, active = 0, delayed = 0 } = await queue.getJobCounts('waiting', 'active', 'delayed');
  return { waiting, active, delayed };
}

export async function idle(hub: QueueHub): Promise<boolean> {
  const { waiting, active, delayed } = await states(hub);
  return waiting + active + delayed === 0;
}

/** Holds runs back until it is opened. */
export class Gate {
  open: () => void = () => undefined;
  readonly passed = new Promise<void>((resolve) => { this.open = resolve; });
}
