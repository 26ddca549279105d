import { Injectable, Logger } from '@nestjs/common';
import { Database, isUnavailable, planOnce } from '#db';
import { systemActor } from '#kernel';
import { Duties, FeedReader, Traces, type DutyLine, type FeedEvent } from '#log';
import { isTracing, traced } from '#trace';
import { DeliveryClock } from './delivery-clock.js';
import { DisableSubscription } from './disable-subscription.js';
import { dispatchLag, stoodAside } from './metrics.js';
import { OwnerRights } from './owner-rights.js';
import { PagePlanner, type Plan } from './plan-page.js';
import { readReaders, type Reader } from './readers.js';
import { WakeDrains } from './wake-drains.js';
import { writeDeliveries } from './write-deliveries.js';

const system = systemActor('dispatcher');
/** Events read at once; the projections read the same pages. */
const PAGE = 500;
/** How long (ms) readers that only passed by events may lag behind in the database: they would be passed by again. */
const SAVE = 1_000;
/** How long (ms) a subscription stands aside whose deliveries could not be written down. */
const ASIDE = 60_000;
/** The streams that tell of subscriptions themselves. */
const OWN = 'subscription:';

/** What the dispatcher writes with and whom it tells. */
@Injectable()
export class DispatchParts {
  constructor(
    readonly rights: OwnerRights,
    readonly clock: DeliveryClock,
    readonly disabling: DisableSubscription,
    readonly drains: WakeDrains,
    readonly traces: Traces,
  ) {}
}

/**
 * Follows the feed and writes down who gets what: each event is matched once against all active subscriptions. One process
 * does it; what one that was overtaken still plans, the fence of the subscriptions refuses.
 */
@Injectable()
export class Dispatcher {
  readonly name = 'dispatcher';
  private readonly logger = new Logger('Dispatcher');
  private readonly readers = new Map<string, Reader>();
  /** Subscriptions whose deliveries do not fit what stands there, until when each is left alone. */
  private readonly aside = new Map<string, number>();
  private savedAt = 0;

  constructor(
    duties: Duties,
    private readonly database: Database,
    private readonly feed: FeedReader,
    private readonly parts: DispatchParts,
  ) {
    duties.register(this);
  }

  async run(_line: DutyLine, off: AbortSignal): Promise<void> {
    this.readers.clear();
    this.aside.clear();
    await this.load(null);
    const { epoch, seq: head } = await this.feed.head();
    // Most are at one place; those behind it catch up page by page, in between.
    let cursor = Math.min(head, [...this.readers.values()].reduce((furthest, { position }) => Math.max(furthest, position), 0));
    try {
      while (!off.aborted) {
        const page = await this.feed.readShared(cursor, PAGE);
        await this.take(page, epoch, (reader) => reader.position >= cursor);
        const behind = await this.catchUp(cursor, epoch);
        if (Date.now() - this.savedAt > SAVE) await this.save();
        await this.readmit();
        cursor = page.at(-1)?.seq ?? (await this.feed.pastGap(cursor));
        // A page that is not full was the end of the feed.
        if (page.length < PAGE && !behind) await this.feed.grown(cursor, SAVE, off);
      }
    } finally {
      await this.save().catch(() => undefined);
    }
  }

  /** The readers that are furthest behind take a page; those that stand within it take the rest of it. @returns whether there were any */
  private async catchUp(cursor: number, epoch: string): Promise<boolean> {
    const behind = [...this.readers.values()].filter(({ position }) => position < cursor);
    if (behind.length === 0) return false;
    const from = behind.reduce((first, { position }) => Math.min(first, position), cursor);
    const page = (await this.feed.read(from, PAGE)).filter(({ seq }) => seq <= cursor);
    const taking = new Set(behind.map(({ id }) => id));
    await this.take(page, epoch, (reader) => taking.has(reader.id));
    // Numbers whose events retention has taken are passed by.
    const to = page.at(-1)?.seq ?? cursor;
    for (const id of taking) this.passBy(id, to);
    return true;
  }

  /** Hands a page to some of the readers. What tells of a subscription is heeded before anything of its page is handed out. */
  private async take(page: readonly FeedEvent[], epoch: string, takes: (reader: Reader) => boolean): Promise<void> {
    const last = page.at(-1);
    if (last === undefined) return;
    const taking = new Set([...this.readers.values()].filter(takes).map(({ id }) => id));
    const changed = [...new Set(page.filter(({ stream }) => stream.startsWith(OWN)).map(({ stream }) => stream.slice(OWN.length)))];
    for (const reader of changed.length > 0 ? await this.load(changed) : []) if (takes(reader)) taking.add(reader.id);
    this.parts.drains.halt(changed.filter((id) => !this.readers.has(id)));
    const planner = new PagePlanner(this.parts.rights, epoch);
    const readers = (): Reader[] => [...this.readers.values()].filter(({ id }) => taking.has(id));
    for await (const plan of planner.plans(page, readers)) {
      // Who was moved on elsewhere is behind now, or ahead: not here.
      for (const id of plan.deliveries.length > 0 ? await this.write(plan) : []) taking.delete(id);
      for (const id of taking) this.passBy(id, plan.position);
    }
    for (const id of planner.gone) await this.parts.disabling.disable(id, 'rights_ended');
    // Whatever became of it: deliveries may wait that can be made now.
    this.parts.drains.wake(changed.filter((id) => this.readers.has(id)));
  }

  /** @returns those that somebody else had moved on: what stands in the database counts */
  private async write(plan: Plan): Promise<readonly string[]> {
    const began = Date.now();
    const getting = [...plan.ends.keys()].flatMap((id) => this.readers.get(id) ?? []);
    const moved = await this.writeFor(plan, getting);
    for (const reader of getting) {
      const end = plan.ends.get(reader.id);
      if (end === undefined || !moved.has(reader.id)) continue;
      const position = Math.max(reader.position, plan.position);
      Object.assign(reader, { ...end, position, saved: position });
    }
    this.parts.drains.wake([...moved]);
    const now = Date.now();
    for (const { event } of plan.deliveries) dispatchLag.observe(Math.max(0, now - Date.parse(event.envelope.time)) / 1_000);
    await this.trace(plan, began);
    const left = getting.filter(({ id }) => !moved.has(id)).map(({ id }) => id);
    for (const id of left) if (this.aside.has(id)) this.readers.delete(id);
    const overtaken = left.filter((id) => !this.aside.has(id));
    if (overtaken.length > 0) {
      this.logger.warn(`${overtaken.length} subscriptions were moved on elsewhere; they are read again`);
      await this.load(overtaken);
    }
    return left;
  }

  /** One subscription whose rows do not fit must not stop the others: after a fault each is written alone, and the one at fault stands aside. */
  private async writeFor(plan: Plan, getting: readonly Reader[]): Promise<ReadonlySet<string>> {
    try {
      return await this.database.transaction(system, [], (db) => writeDeliveries(db, plan, getting, this.parts.clock.now()), 'write', { opening: [planOnce] });
    } catch (fault) {
      const [one, ...others] = getting;
      if (isUnavailable(fault) || one === undefined) throw fault;
      if (others.length === 0) {
        this.logger.error({ err: fault as Error, subscription: one.id }, 'the deliveries of a subscription cannot be written down; it stands aside for a minute, the others go on');
        this.aside.set(one.id, Date.now() + ASIDE);
        stoodAside.inc();
        return new Set();
      }
      const moved = new Set<string>();
      for (const reader of getting) for (const id of await this.writeFor(plan, [reader])) moved.add(id);
      return moved;
    }
  }

  /** Those that have stood aside for long enough are tried again. */
  private async readmit(): Promise<void> {
    const now = Date.now();
    const due = [...this.aside].filter(([, until]) => until <= now).map(([id]) => id);
    if (due.length === 0) return;
    for (const id of due) this.aside.delete(id);
    await this.load(due);
  }

  /** A page is of many traces: each gets a span of its own, from the planning to what is written. */
  private async trace({ deliveries }: Plan, since: number): Promise<void> {
    if (!isTracing()) return;
    const parents = await this.parts.traces.of([...new Set(deliveries.map(({ event }) => event.envelope.id))]);
    for (const [event, parent] of parents) await traced('dispatch', { 'hub.event': event }, async () => undefined, { kind: 'producer', parent, since });
  }

  private passBy(id: string, position: number): void {
    const reader = this.readers.get(id);
    if (reader !== undefined && reader.position < position) reader.position = position;
  }

  /** Reads subscriptions again; those that are not active any more are forgotten. @returns those that were not known before */
  private async load(ids: readonly string[] | null): Promise<readonly Reader[]> {
    const known = await this.database.transaction(system, [], (db) => readReaders(db, ids), 'snapshot');
    const found = known.filter(({ id }) => !this.aside.has(id));
    const added: Reader[] = [];
    const active = new Map(found.map((reader) => [reader.id, reader]));
    for (const id of ids ?? []) if (!active.has(id)) this.readers.delete(id);
    for (const reader of found) {
      const before = this.readers.get(reader.id);
      if (before === undefined) added.push(reader);
      // What only passed by events is further than what is written down, unless somebody else has moved it.
      const passed = before !== undefined && before.saved === reader.saved ? before.position : reader.position;
      this.readers.set(reader.id, { ...reader, position: Math.max(passed, reader.position) });
    }
    return added;
  }

  /** Writes down how far those have come that only passed by events. */
  private async save(): Promise<void> {
    this.savedAt = Date.now();
    const readers = [...this.readers.values()].filter(({ position, saved }) => position > saved);
    if (readers.length === 0) return;
    const positions = new Map(readers.map(({ id, position }) => [id, position]));
    const moved = await this.database.transaction(system, [], (db) => db.query<{ id: string }[]>(
      `WITH locked AS MATERIALIZED (SELECT subscription_id FROM events_progress WHERE subscription_id = ANY ($1::uuid[]) ORDER BY subscription_id FOR NO KEY UPDATE), moved AS (
         UPDATE events_progress p SET position = m.position FROM unnest($1::uuid[], $2::bigint[], $3::bigint[]) AS m(id, was, position), locked l
         WHERE p.subscription_id = m.id AND l.subscription_id = m.id AND p.position = m.was RETURNING p.subscription_id)
       SELECT subscription_id AS id FROM moved`,
      [readers.map(({ id }) => id), readers.map(({ saved }) => saved), readers.map(({ position }) => position)]));
    for (const { id } of moved) {
      const reader = this.readers.get(id);
      if (reader !== undefined) reader.saved = positions.get(id) ?? reader.saved;
    }
    const overtaken = readers.filter(({ id }) => !moved.some((one) => one.id === id)).map(({ id }) => id);
    if (overtaken.length > 0) await this.load(overtaken);
  }
}
