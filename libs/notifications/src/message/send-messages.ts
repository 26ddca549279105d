import { Injectable } from '@nestjs/common';
import { ChannelFault, type Channel } from '../channel/channel.js';
import { NotificationClock } from '../clock.js';
import { composeMessage } from './compose-message.js';
import type { Pending, Sendable } from './judge-messages.js';
import { lag } from './metrics.js';
import type { Move } from './move-messages.js';
import { nextTry, type Chance } from './next-try.js';

/** Messages of one channel that are on their way at the same time. */
const PARALLEL = 16;
/** A channel that has not taken a message by then (ms) has not taken it. */
const PATIENCE = 25_000;

/** What goes out as one: a message, and those that are gathered with it. */
export interface Parcel {
  readonly id: string;
  readonly lease: string;
  readonly state: 'held' | 'queued';
  readonly attempts: number;
  readonly dueAt: Date;
  readonly content: readonly [Sendable<Pending>, ...Sendable<Pending>[]];
}

/** By what chance waits are spread; tests give their own. */
@Injectable()
export class Spread {
  readonly chance: Chance = Math.random;
}

/** Hands messages to their channel, and says what became of each. */
@Injectable()
export class SendMessages {
  constructor(private readonly clock: NotificationClock, private readonly spread: Spread) {}

  /**
   * Sends as many at once as a channel may. Nothing is begun after `endsAt` (ms, of the process's own clock), when others may take it up.
   * @param done is handed the steps of each as soon as they are known; while it takes its time nothing more is begun in its place
   * @returns those that were not begun, once all that were are at their end
   * @throws the first fault of `done`, likewise
   */
  async send(channel: Channel, parcels: readonly Parcel[], until: { endsAt: number; stop: AbortSignal }, done: (moves: readonly Move[]) => Promise<void>): Promise<readonly Parcel[]> {
    const waiting = [...parcels];
    const faults: unknown[] = [];
    const next = async (): Promise<void> => {
      while (faults.length === 0 && Date.now() < until.endsAt && !until.stop.aborted) {
        const parcel = waiting.shift();
        if (parcel === undefined) return;
        await done(await this.sendOne(channel, parcel)).catch((fault: unknown) => faults.push(fault));
      }
    };
    await Promise.all(Array.from({ length: PARALLEL }, next));
    if (faults.length > 0) throw faults[0];
    return waiting;
  }

  /** What was once begun comes to its end even when the process stops: a message that was sent and not written down is sent twice. */
  private async sendOne(channel: Channel, parcel: Parcel): Promise<readonly Move[]> {
    const taken: { state: 'sent' | 'delivered'; reference: string | null }[] = [];
    const faults: ChannelFault[] = [];
    for (const address of parcel.content[0].addresses) {
      try {
        taken.push(await channel.send(composeMessage(parcel.id, parcel.content, address), AbortSignal.timeout(PATIENCE)));
      } catch (fault) {
        faults.push(fault instanceof ChannelFault ? fault : new ChannelFault('the channel failed', false, null, { cause: fault }));
      }
    }
    const [first] = taken;
    if (first === undefined) return this.missed(parcel, faults);
    lag.observe({ channel: channel.name }, Math.max(0, this.clock.now().getTime() - parcel.dueAt.getTime()) / 1_000);
    return stepsOf(parcel, { to: first.state, reference: first.reference, tried: true });
  }

  /** None of the addresses took it: again later, unless all of them refused for good. */
  private missed(parcel: Parcel, faults: readonly ChannelFault[]): readonly Move[] {
    const why = [...new Set(faults.map(({ reason }) => reason))].join('; ').slice(0, 300);
    if (faults.every(({ permanent }) => permanent)) return stepsOf(parcel, { to: 'bounced', why, tried: true });
    const wait = nextTry(parcel.attempts + 1, Math.max(...faults.map(({ retryAfter }) => retryAfter ?? 0)), this.spread.chance);
    if (wait === null) return stepsOf(parcel, { to: 'dropped', reason: 'gave_up', why, tried: true });
    // Those that are gathered with it stay with it.
    const dueAt = new Date(this.clock.now().getTime() + wait);
    return [{ messageId: parcel.id, lease: parcel.lease, to: parcel.state, dueAt, why, tried: true, ...(parcel.state === 'held' ? { reason: 'digest' as const } : {}) }];
  }
}

/** One and the same step for a message and those that are gathered with it. */
function stepsOf({ id, lease, content }: Parcel, step: Omit<Move, 'messageId' | 'lease'>): readonly Move[] {
  return [{ messageId: id, lease, ...step }, ...content.filter(({ message }) => message.id !== id).map(({ message }) => ({ messageId: message.id, ...step }))];
}
