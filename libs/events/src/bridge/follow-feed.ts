import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { Counter, Gauge } from 'prom-client';
import { filter } from '#contracts';
import { Duties, FeedReader, pause, Traces, type Duty, type DutyLine, type FeedEvent } from '#log';
import { bridgeAudiences, bridgeFilter, bridgeUrl, type BridgeAddress } from './address.js';
import type { Bridge, BridgeMessage } from './bridge.js';
import { BridgeCursor, type Held } from './cursor.js';
import { composeMessage, leaves, type Gate } from './message.js';
import { openBridge } from './open-bridge.js';

/** Events read at once, and handed on before the cursor moves. */
const PAGE = 200;
/** How long (ms) it waits at the end of the feed before it looks for itself. */
const PATIENCE = 60_000;
/** Between tries while the broker is away (ms): the first, and the longest. Each is spread by half. */
const [FIRST_PAUSE, LONGEST_PAUSE] = [100, 15_000];

const published = new Counter({ name: 'hub_bridge_published_total', help: 'Events that the broker of the bridge has acknowledged.' });
const lag = new Gauge({ name: 'hub_bridge_lag', help: 'Events of the feed that the bridge has not dealt with yet.' });
const away = new Gauge({ name: 'hub_bridge_away', help: '1 while the broker of the bridge takes no events.' });

/**
 * Hands the events of the feed to a message broker, in the process on duty. The cursor moves when the broker has
 * acknowledged them: whatever dies between, they are sent again, and known by their ids.
 */
@Injectable()
export class FollowFeed implements Duty, OnModuleInit {
  readonly name = 'bridge';
  private readonly logger = new Logger('Bridge');
  private bridge: Bridge | null = null;
  private isAway = false;
  /** How far it has come in the feed. */
  private position = 0;

  constructor(
    private readonly duties: Duties,
    private readonly feed: FeedReader,
    private readonly cursor: BridgeCursor,
    private readonly traces: Traces,
  ) {}

  onModuleInit(): void {
    if (bridgeUrl.value !== undefined) this.duties.register(this);
  }

  async run(_line: DutyLine, off: AbortSignal): Promise<void> {
    const address = bridgeUrl.value;
    if (address === undefined) return;
    const gate: Gate = { audiences: new Set(bridgeAudiences.value), wanted: filter.compileFilter(bridgeFilter.value) };
    const target = `${address.kind}:${address.target}`;
    try {
      let held = await this.cursor.take(target);
      while (!off.aborted) held = await this.step(address, target, held, gate, off);
    } finally {
      await this.hangUp();
    }
  }

  /** One page of the feed. @returns where it has come */
  private async step(address: BridgeAddress, target: string, held: Held, gate: Gate, off: AbortSignal): Promise<Held> {
    this.position = held.position;
    const head = await this.measure();
    if (head.seq <= held.position) {
      await this.feed.grown(held.position, PATIENCE, off);
      return held;
    }
    const events = await this.feed.read(held.position, PAGE);
    const messages = await this.compose(events.filter((event) => leaves(event, gate)), head.epoch);
    if (messages.length > 0 && !(await this.publish(address, messages, off))) return held;
    // What was read after the head was asked for: numbers that are missing at the end of it were taken by retention.
    const next = { ...held, position: events.at(-1)?.seq ?? head.seq };
    await this.cursor.move(target, next);
    return next;
  }

  private async compose(events: readonly FeedEvent[], epoch: string): Promise<BridgeMessage[]> {
    const traces = await this.traces.of(events.map(({ envelope }) => envelope.id));
    return events.map((event) => composeMessage(event, epoch, traces.get(event.envelope.id)));
  }

  /** Hands them over, however long the broker is away. @returns false when the process went off duty first */
  private async publish(address: BridgeAddress, messages: readonly BridgeMessage[], off: AbortSignal): Promise<boolean> {
    for (let tries = 0; !off.aborted; tries += 1) {
      try {
        this.bridge ??= await openBridge(address);
        await this.bridge.publish(messages);
        published.inc(messages.length);
        this.tell(null);
        return true;
      } catch (fault) {
        await this.hangUp();
        this.tell(fault);
        await pause(Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** tries) * (0.5 + Math.random() / 2), off);
        await this.measure().catch(() => undefined);
      }
    }
    return false;
  }

  /** @returns where the feed ends */
  private async measure(): Promise<{ epoch: string; seq: number }> {
    const head = await this.feed.head();
    lag.set(Math.max(0, head.seq - this.position));
    return head;
  }

  /** One line when the broker goes, and one when it is back. */
  private tell(fault: unknown): void {
    const isAway = fault !== null;
    if (isAway === this.isAway) return;
    this.isAway = isAway;
    away.set(isAway ? 1 : 0);
    if (isAway) this.logger.warn({ err: fault }, 'the broker takes no events: they wait in the log until it does');
    else this.logger.log('the broker takes events again');
  }

  private async hangUp(): Promise<void> {
    const { bridge } = this;
    this.bridge = null;
    await bridge?.close().catch(() => undefined);
  }
}
