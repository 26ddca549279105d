import { randomBytes } from 'node:crypto';
import type { stream } from '#contracts';
import { newId } from '#kernel';
import { digestOf } from '../delivery/plan-delivery.js';
import type { Outgoing } from '../endpoint/outgoing.js';
import { allowedPayload } from '../message/allowed-payload.js';
import { compose } from '../message/compose.js';
import type { Due, Sink } from '../message/due.js';
import { genesis } from '../proof/chain.js';

/** What a right answer is. taken: 2xx. refused: 4xx, and not 410, which ends a subscription. repaired: 2xx, or 409 with expected-sequence. */
export type Expected = 'taken' | 'refused' | 'repaired';

export interface Sending {
  readonly outgoing: Outgoing;
  readonly expected: Expected;
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

/** Makes the messages of an examination. For the receiver it is a subscription of its own: its numbers and its chain begin anew. */
export class Bench {
  private sequence = 0;
  private digest: Buffer;

  constructor(readonly sink: Sink, readonly now: Date) {
    this.digest = genesis(sink.id);
  }

  /** The next event, as the hub would number it. */
  next(type = TESTED, data: Record<string, unknown> = {}): Due {
    const previous = this.digest;
    const sequence = (this.sequence += 1);
    const event: stream.Envelope = { id: newId(), type, stream: `subscription:${this.sink.id}`, position: `sandbox.${sequence}`, time: this.now.toISOString(), actor: 'system:sandbox', data };
    const planned = { event, payload: allowedPayload(type, 'full'), feedPosition: `sandbox.${sequence}` };
    this.digest = digestOf(this.sink.id, sequence, planned, previous);
    return { ...planned, sequence, previous, digest: this.digest, attempts: 0, tries: 0 };
  }

  /** The request of these events, signed at another time or with other secrets where the check is about that. */
  request(due: readonly Due[], { at = this.now, secrets = this.sink.secrets }: { at?: Date; secrets?: Sink['secrets'] } = {}): Outgoing {
    const { taken: _taken, ...outgoing } = compose({ ...this.sink, secrets }, due, at);
    return outgoing;
  }

  /** Secrets of the same kinds that are not the receiver's. */
  strangers(): Sink['secrets'] {
    return this.sink.secrets.map(({ kind }) => ({ kind, secret: randomBytes(32) }));
  }
}

const taken = (outgoing: Outgoing): readonly Sending[] => [{ outgoing, expected: 'taken' }];
const refused = (outgoing: Outgoing): readonly Sending[] => [{ outgoing, expected: 'refused' }];
/** A FHIR receiver knows its sender by other means; signatures are an offer there. */
const signed = ({ protocol }: Sink): boolean => protocol === 'webhook';

export const checks: readonly Check[] = [
  {
    name: 'valid', sent: 'a good event', mend: 'Answer 2xx as soon as the event is stored; work on it afterwards.',
    make: (bench) => taken(bench.request([bench.next()])),
  },
  {
    name: 'duplicate', sent: 'the same event twice, as after an answer that was lost', mend: 'Answer 2xx to an event whose webhook-id you have already, and do nothing with it: otherwise it comes again and again.',
    make: (bench) => {
      const due = bench.next();
      const again = { ...due, attempts: 1, tries: 1 };
      return [...taken(bench.request([due])), ...taken(bench.request([again], { at: new Date(bench.now.getTime() + 1_000) }))];
    },
  },
  {
    name: 'reordered', sent: 'number 5 before number 4', mend: 'Take events in any order, or answer 409 with the header expected-sequence, and the hub goes on from there.',
    make: (bench) => {
      const [earlier, later] = [bench.next(), bench.next()];
      return [{ outgoing: bench.request([later]), expected: 'repaired' }, ...taken(bench.request([earlier]))];
    },
  },
  {
    name: 'tampered', sent: 'a body that was changed after it was signed', mend: 'Compute the signature over the raw body, before it is parsed, and answer 401 when it is another.', fits: signed,
    make: (bench) => {
      const outgoing = bench.request([bench.next()]);
      return refused(outgoing.body === '' ? { ...outgoing, body: '{"forged":true}' } : { ...outgoing, body: outgoing.body.replace(/\}$/, ',"forged":true}').replace(/^\{,/, '{').replace(/\]$/, ',{"forged":true}]') });
    },
  },
  {
    name: 'forged', sent: 'an event that is signed with another secret', mend: 'Verify the signature with the secret of this subscription, and answer 401 when none fits.', fits: signed,
    make: (bench) => refused(bench.request([bench.next()], { secrets: bench.strangers() })),
  },
  {
    name: 'unsigned', sent: 'an event without a signature', mend: 'Answer 401 to whatever has no webhook-signature.', fits: signed,
    make: (bench) => {
      const { headers: { 'webhook-signature': _signature, ...headers }, ...rest } = bench.request([bench.next()]);
      return refused({ ...rest, headers });
    },
  },
  {
    name: 'stale', sent: 'an event that was signed ten minutes ago', mend: 'Refuse a webhook-timestamp that is more than five minutes old, so that nobody can send an old request again.', fits: signed,
    make: (bench) => refused(bench.request([bench.next()], { at: new Date(bench.now.getTime() - TOO_FAR) })),
  },
  {
    name: 'future', sent: 'an event that was signed ten minutes from now', mend: 'Refuse a webhook-timestamp that is more than five minutes ahead, and set your clock by NTP.', fits: signed,
    make: (bench) => refused(bench.request([bench.next()], { at: new Date(bench.now.getTime() + TOO_FAR) })),
  },
  {
    name: 'rotated', sent: 'an event with two signatures of which the second one is yours', mend: 'Take a request when any signature of the list fits: during a rotation there are several.', fits: signed,
    make: (bench) => taken(bench.request([bench.next()], { secrets: [...bench.strangers(), ...bench.sink.secrets] })),
  },
  {
    name: 'unknown_type', sent: 'an event of a type that you do not know', mend: 'Answer 2xx to types that you do not know and pass them by: new ones come without notice.',
    make: (bench) => taken(bench.request([bench.next('events.sandbox.unheard_of.v1')])),
  },
  {
    name: 'non_ascii', sent: 'text in Cyrillic, Chinese and Arabic letters', mend: 'Read bodies as UTF-8, and percent-decode the values of ce- headers once.',
    make: (bench) => taken(bench.request([bench.next(TESTED, { text: TEXT, institutionId: TEXT })])),
  },
  {
    name: 'big', sent: `an event of ${Math.floor(BIG / 1_000)} kB`, mend: 'Let bodies of up to 64 KiB through, in proxies too.',
    make: (bench) => taken(bench.request([bench.next(TESTED, { text: 'x'.repeat(BIG) })])),
  },
  {
    name: 'batch', sent: 'three events in one request', mend: 'Read a body of application/cloudevents-batch+json as a list, and answer 2xx only when all of it is stored.',
    fits: ({ protocol, ordered, batch }) => protocol === 'webhook' && ordered && batch > 1,
    make: (bench) => taken(bench.request([bench.next(), bench.next(), bench.next()])),
  },
];
