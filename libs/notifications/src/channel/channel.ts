import type { EntityManager } from 'typeorm';
import type { z } from 'zod';
import type { Appointment } from '#log';
import type { notifications } from '#contracts';
import type { Direction } from '#words';

export type OuterChannel = z.output<typeof notifications.outerChannel>;

/** Where a channel reaches somebody. */
export interface Address {
  /** Names the address within the channel: a subscription's or a verified number's id, `mail` where there is one only. */
  readonly id: string;
  /** What the channel sends to. It stays within the channel: nothing shows it, nothing logs it. */
  readonly target: string;
}

/** What is said of one notice of a digest. */
export interface Item {
  readonly title: string;
  readonly text: string;
  readonly url: string;
}

/** One message to one person, in words. */
export interface Outgoing {
  /** The same on every try: whoever gets it twice under one id has got it once. */
  readonly messageId: string;
  readonly personId: string;
  readonly address: Address;
  readonly language: string;
  readonly direction: Direction;
  readonly zone: string;
  /** The name of the notice; of a digest that of its first. */
  readonly notice: string;
  readonly category: string;
  /** What it is about: messages about one thing belong together. */
  readonly about: string;
  readonly title: string;
  readonly text: string;
  readonly action: { readonly label: string; readonly url: string } | null;
  readonly critical: boolean;
  readonly appointment: Appointment | null;
  /** Of a digest: what it gathers, and how many there are in all. */
  readonly items: readonly Item[];
  readonly count: number;
}

/** What became of a message at the other end. `reference`: how the other end names it, for its later reports. */
export interface Sent {
  readonly state: 'sent' | 'delivered';
  readonly reference: string | null;
}

/** A message was not taken. */
export class ChannelFault extends Error {
  override readonly name = 'ChannelFault';

  /**
   * @param permanent it will never be taken: the message has bounced
   * @param retryAfter milliseconds that the other end asks to be left alone; null where it does not
   */
  constructor(readonly reason: string, readonly permanent: boolean, readonly retryAfter: number | null = null, options?: ErrorOptions) {
    super(reason, options);
  }
}

/** A way to people outside the hub. Every provider that extends it is found at the start. */
export abstract class Channel {
  abstract readonly name: OuterChannel;
  /** Whether the hub is set up for it. Of one that is off, messages are dropped with that reason. */
  abstract readonly isOn: boolean;

  /** Where these people are reached now, asked by the hub itself. Those who have no address, or none that may be used, are missing. */
  abstract addressesOf(db: EntityManager, personIds: readonly string[]): Promise<ReadonlyMap<string, readonly Address[]>>;

  /** Why somebody who has no address has none: nothing was given, or it was given and may not be used. */
  whyNoAddress?(db: EntityManager, personId: string): Promise<'no_address' | 'suppressed'>;

  /** Sends; no transaction is open meanwhile. `signal` says when to give up. @throws ChannelFault */
  abstract send(outgoing: Outgoing, signal: AbortSignal): Promise<Sent>;
}
