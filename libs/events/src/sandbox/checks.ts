import { randomBytes } from 'node:crypto';
import type { stream } from '#contracts';
import { newId } from '#kernel';
import { digestOf } from '../delivery/plan-delivery.js';
import type { Outgoing } from '#outbound';
import { allowedPayload } from '../message/allowed-payload.js';
import { compose } from '../message/compose.js';
import type { Due, Sink } from '../message/due.js';
import { genesis } from '../proof/chain.js';

/** What a right answer is. taken: 2xx. refused: 4xx, and not 410, which ends a subscription. repaired: 2xx, or 409 with expected-sequence. */
export type Expected = 'taken' | 'refused' | 'repaired';

export interface Sending {
  readonly outgoing: Outgoing;
  readonly expected: Expected;
  /** The last event of it, which the receiver has once it took this. */
  readonly last: Due;
  /** Left out when the receiver has it already. */
  readonly ifLacking?: boolean;
}

/** One thing that a receiver must bear, or must refuse. */
export interface Check {
  readonly name: string;
  /** What is sent, and what is to be mended when it is not answered so; plain sentences for whoever writes the receiver. */
  readonly sent: string;
  readonly mend: string;
  /** Left out where it makes no sense for the subscription. */
  readonly fits?: (sink: Sink) => boolean;
  readonly make: (bench: Bench) => readonly Sending[];
}

const MINUTE = 60_000;
/** A receiver lets a timestamp be five minutes off (Standard Webhooks 1.0.0). */
const TOO_FAR = 10 * MINUTE;
/** Bytes of the big event's text: with its attributes just below what may be sent. */
const BIG = 60_000;
const TESTED = 'events.subscription.tested.v1';
const TEXT = 'Уровень тревоги 上海 · کراچی · Ташкент "%" 🚑';

/**
 * Makes the messages of an examination. For the receiver it is a subscription of its own: its numbers and its chain begin anew,
 * and go on only with what was taken, so that one mistake is not found twice.
 */
export class Bench {
  private reached: Pick<Due, 'sequence' | 'digest'>;
  now = new Date(0);

  constructor(readonly sink: Sink) {
    this.reached = { sequence: 0, digest: genesis(sink.id) };
  }

  /** The receiver has all up to here. */
  reach(due: Due): void {
    if (!this.has(due)) this.reached = due;
  }

  has({ sequence }: Due): boolean {
    return sequence <= this.reached.sequence;
  }

  /** An event as the hub would number it, after what the receiver has, or after another one. */
  event({ type = TESTED, data = {}, after = this.reached }: { type?: string; data?: Record<string, unknown>; after?: Pick<Due, 'sequence' | 'digest'> } = {}): Due {
    const sequence = after.sequence + 1;
    const event: stream.Envelope = { id: newId(), type, stream: `subscription:${this.sink.id}`, position: `sandbox.${sequence}`, time: this.now.toISOString(), actor: 'system:sandbox', data };
    const planned = { event, payload: allowedPayload(type, 'full'), feedPosition: `sandbox.${sequence}` };
    return { ...planned, sequence, previous: after.digest, digest: digestOf(this.sink, sequence, planned, after.digest), attempts: 0, tries: 0 };
  }

  /** The request of these events, signed at another time or with other secrets where the check is about that. */
  request(due: readonly Due[], expected: Expected, { at = this.now, secrets = this.sink.secrets }: { at?: Date; secrets?: Sink['secrets'] } = {}): Sending {
    const { taken, ...outgoing } = compose({ ...this.sink, secrets }, due, at);
    const last = due[taken - 1];
    if (last === undefined) throw new Error('a request was made of nothing');
    return { outgoing, expected, last };
  }

  /** Secrets of the same kinds that are not the receiver's. */
  strangers(): Sink['secrets'] {
    return this.sink.secrets.map(({ kind }) => ({ kind, secret: randomBytes(32) }));
  }
}

/** A FHIR receiver knows its sender by other means; signatures are an offer there. */
const signed = ({ protocol }: Sink): boolean => protocol === 'webhook';

export const checks: readonly Check[] = [
  {
    name: 'valid', sent: 'a good event', mend: 'Answer 2xx as soon as the event is stored; work on it afterwards.',
    make: (bench) => [bench.request([bench.event()], 'taken')],
  },
  {
    name: 'duplicate', sent: 'the same event twice, as after an answer that was lost', mend: 'Answer 2xx to an event whose webhook-id you have already, and do nothing with it: otherwise it comes again and again.',
    make: (bench) => {
      const due = bench.event();
      return [bench.request([due], 'taken'), bench.request([{ ...due, attempts: 1, tries: 1 }], 'taken', { at: new Date(bench.now.getTime() + 1_000) })];
    },
  },
  {
    name: 'reordered', sent: 'a number before the one before it', mend: 'Take events in any order, or answer 409 with the header expected-sequence, and the hub goes on from there.',
    make: (bench) => {
      const earlier = bench.event();
      const later = bench.event({ after: earlier });
      return [bench.request([later], 'repaired'), bench.request([earlier], 'taken'), { ...bench.request([{ ...later, attempts: 1, tries: 1 }], 'taken'), ifLacking: true }];
    },
  },
  {
    name: 'tampered', sent: 'a body that was changed after it was signed', mend: 'Compute the signature over the raw body, before it is parsed, and answer 401 when it is another.', fits: signed,
    make: (bench) => {
      const sending = bench.request([bench.event()], 'refused');
      return [{ ...sending, outgoing: { ...sending.outgoing, body: `${sending.outgoing.body} ` } }];
    },
  },
  {
    name: 'forged', sent: 'an event that is signed with another secret', mend: 'Verify the signature with the secret of this subscription, and answer 401 when none fits.', fits: signed,
    make: (bench) => [bench.request([bench.event()], 'refused', { secrets: bench.strangers() })],
  },
  {
    name: 'unsigned', sent: 'an event without a signature', mend: 'Answer 401 to whatever has no webhook-signature.', fits: signed,
    make: (bench) => {
      const { outgoing: { headers: { 'webhook-signature': _signature, ...headers }, ...rest }, ...sending } = bench.request([bench.event()], 'refused');
      return [{ ...sending, outgoing: { ...rest, headers } }];
    },
  },
  {
    name: 'stale', sent: 'an event that was signed ten minutes ago', mend: 'Refuse a webhook-timestamp that is more than five minutes old, so that nobody can send an old request again.', fits: signed,
    make: (bench) => [bench.request([bench.event()], 'refused', { at: new Date(bench.now.getTime() - TOO_FAR) })],
  },
  {
    name: 'future', sent: 'an event that was signed ten minutes from now', mend: 'Refuse a webhook-timestamp that is more than five minutes ahead, and set your clock by NTP.', fits: signed,
    make: (bench) => [bench.request([bench.event()], 'refused', { at: new Date(bench.now.getTime() + TOO_FAR) })],
  },
  {
    name: 'rotated', sent: 'an event with several signatures of which the last one is yours', mend: 'Take a request when any signature of the list fits: during a rotation there are several.', fits: signed,
    make: (bench) => [bench.request([bench.event()], 'taken', { secrets: [...bench.strangers(), ...bench.sink.secrets] })],
  },
  {
    name: 'unknown_type', sent: 'an event of a type that you do not know', mend: 'Answer 2xx to types that you do not know and pass them by: new ones come without notice.',
    make: (bench) => [bench.request([bench.event({ type: 'events.sandbox.unheard_of.v1' })], 'taken')],
  },
  {
    name: 'non_ascii', sent: 'text in Cyrillic, Chinese and Arabic letters', mend: 'Read bodies as UTF-8, and percent-decode the values of ce- headers once.',
    make: (bench) => [bench.request([bench.event({ data: { text: TEXT, institutionId: TEXT } })], 'taken')],
  },
  {
    name: 'big', sent: `an event of ${Math.floor(BIG / 1_000)} kB`, mend: 'Let bodies of up to 64 KiB through, in proxies too.',
    make: (bench) => [bench.request([bench.event({ data: { text: 'x'.repeat(BIG) } })], 'taken')],
  },
  {
    name: 'batch', sent: 'three events in one request', mend: 'Read a body of application/cloudevents-batch+json as a list, and answer 2xx only when all of it is stored.',
    fits: ({ protocol, ordered, batch }) => protocol === 'webhook' && ordered && batch > 1,
    make: (bench) => {
      const first = bench.event();
      const second = bench.event({ after: first });
      return [bench.request([first, second, bench.event({ after: second })], 'taken')];
    },
  },
];
