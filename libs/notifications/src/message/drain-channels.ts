import { Injectable, Logger } from '@nestjs/common';
import type { Data } from '#contracts';
import { notifications } from '#contracts';
import { systemActor } from '#kernel';
import { UnitOfWork, untilWritten } from '#log';
import { Runs, type JobHandler, type JobRun } from '#queue';
import type { OuterChannel } from '../channel/channel.js';
import { Channels } from '../channel/channels.js';
import { NotificationClock } from '../clock.js';
import { BATCH, ClaimMessages, type Claimed } from './claim-messages.js';
import { settled } from './metrics.js';
import { moveMessages, type Move } from './move-messages.js';
import { SendMessages } from './send-messages.js';
import { TakeUp } from './take-up.js';

const system = systemActor('messages');
/** Nothing is begun later than this (ms) after it was claimed: with the patience of a try it ends before its lease does. */
const BEGUN_WITHIN = 25_000;
/** Steps that are written down together, at the latest. */
const WRITTEN_AT = 250;

/** Claims and sends: what a drain is made of. */
@Injectable()
export class DrainParts {
  constructor(readonly claims: ClaimMessages, readonly takeUp: TakeUp, readonly sending: SendMessages, readonly channels: Channels) {}
}

/** Sends what is due on one channel, batch by batch, until nothing is. Each channel is a job of its own: a slow one keeps no other waiting. */
@Injectable()
@Runs(notifications.drainChannel)
export class DrainChannels implements JobHandler<typeof notifications.drainChannel> {
  private readonly logger = new Logger('Messages');

  constructor(private readonly parts: DrainParts, private readonly unitOfWork: UnitOfWork, private readonly clock: NotificationClock) {}

  async run({ channel }: Data<typeof notifications.drainChannel>, { signal }: Pick<JobRun, 'signal'>): Promise<void> {
    while (!signal.aborted && (await this.sendSome(channel, BATCH, signal)) === BATCH);
  }

  /** Takes up and sends up to so many messages that are due. @returns how many there were */
  async sendSome(channel: OuterChannel, most: number, stop: AbortSignal): Promise<number> {
    const endsAt = Date.now() + BEGUN_WITHIN;
    const claimed = await this.parts.claims.claim(channel, this.clock.now(), most);
    if (claimed.length > 0) await this.sendBatch(channel, claimed, { endsAt, stop });
    return claimed.length;
  }

  private async sendBatch(name: OuterChannel, claimed: readonly Claimed[], until: { endsAt: number; stop: AbortSignal }): Promise<void> {
    const channel = this.parts.channels.on(name);
    const parcels = await this.parts.takeUp.takeUp(name, channel, claimed);
    if (channel === null) return;
    const ledger = new Ledger((moves) => this.write(name, moves, until.stop));
    const left = await this.parts.sending.send(channel, parcels, until, (moves) => ledger.add(moves)).finally(() => ledger.close());
    const unbegun = new Set(left.map(({ id }) => id));
    await this.parts.claims.release(claimed.filter(({ id }) => unbegun.has(id)));
  }

  /** A database that is away is waited for: what was sent is remembered as long as this process lives, or it would be sent twice. */
  private async write(channel: OuterChannel, moves: readonly Move[], stop: AbortSignal): Promise<void> {
    await untilWritten(() => this.unitOfWork.run(system, [], (work) => moveMessages(work, moves)), stop, (fault) => this.logger.warn({ err: fault, channel }, 'what became of messages could not be written; trying again'));
    for (const { to } of moves) settled.inc({ channel, state: to });
  }
}

/** Steps that are known and not written yet. They are written together, one page after the other. */
class Ledger {
  private readonly steps: Move[] = [];
  private writing: Promise<void> | null = null;

  constructor(private readonly write: (moves: readonly Move[]) => Promise<void>) {}

  /** Resolves at once while there is room, else when a page is written. */
  async add(moves: readonly Move[]): Promise<void> {
    this.steps.push(...moves);
    if (this.steps.length >= WRITTEN_AT) await this.page();
  }

  /** Resolves when all is written. */
  async close(): Promise<void> {
    while (this.steps.length > 0) await this.page();
  }

  private page(): Promise<void> {
    this.writing ??= this.writePage().finally(() => { this.writing = null; });
    return this.writing;
  }

  private async writePage(): Promise<void> {
    const page = [...this.steps];
    await this.write(page);
    this.steps.splice(0, page.length);
  }
}
