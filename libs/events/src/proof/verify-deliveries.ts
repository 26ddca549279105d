import { events } from '#contracts';
import { genesis, isLink, link } from './chain.js';
import { readReceived } from './read-received.js';
import type { Received } from './received.js';
import { isSigned } from './sign-receipt.js';

/**
 * What is wrong with the first bad thing. forged: a receipt is not signed by a key of the hub. broken: receipts do not go on
 * from one another. missing, altered, added, reordered: a delivery. unreadable: a line is no delivery of a hub.
 */
export type DeliveryFault = 'forged' | 'broken' | 'unreadable' | 'missing' | 'altered' | 'added' | 'reordered';

export type DeliveryVerdict =
  | { readonly ok: true; readonly subscription: string; readonly from: number; readonly to: number; readonly digest: string;
      /** Lines that came a second time, and deliveries outside the numbers that the receipts cover. */
      readonly repeated: number; readonly uncovered: number; readonly signed: boolean }
  | { readonly ok: false; readonly fault: DeliveryFault; readonly sequence: number | null; readonly line: number | null; readonly message: string };

type Bad = Extract<DeliveryVerdict, { ok: false }>;

/**
 * Checks what a receiver got against signed receipts, from nothing but the two: computes every digest again, and names the
 * first delivery that is missing, altered, added or stands under another number. In which order the lines stand says
 * nothing, since a delivery that is tried again comes late; the same delivery twice is no fault either.
 * @param keys public keys of the hub by their id; null: signatures are not checked
 */
export async function verifyDeliveries(receipts: readonly events.Receipt[], lines: AsyncIterable<string> | Iterable<string>, keys: ReadonlyMap<string, string> | null): Promise<DeliveryVerdict> {
  const covered = inOrder(receipts);
  const wrong = faultOf(covered, keys);
  if (wrong !== null) return wrong;
  const received: Received[] = [];
  let at = 0;
  for await (const text of lines) {
    at += 1;
    if (text.trim() === '') continue;
    const read = readReceived(text, at);
    if (read === null) return { ok: false, fault: 'unreadable', sequence: null, line: at, message: 'it is no delivery of a hub.' };
    for (const one of read) received.push(one);
  }
  return new Deliveries(covered, received).judge(keys !== null);
}

/** Those of whole days by their numbers, and after them the one of the running day that reaches furthest. */
function inOrder(receipts: readonly events.Receipt[]): readonly events.Receipt[] {
  const whole = [...new Map(receipts.filter(({ complete }) => complete).map((receipt) => [`${receipt.subscription} ${receipt.from} ${receipt.to}`, receipt])).values()].sort((a, b) => a.from - b.from);
  const next = whole.at(-1)?.to;
  const [running] = receipts.filter(({ complete, from }) => !complete && (next === undefined || from === next + 1)).sort((a, b) => b.to - a.to);
  return running === undefined ? whole : [...whole, running];
}

function faultOf(receipts: readonly events.Receipt[], keys: ReadonlyMap<string, string> | null): Bad | null {
  const bad = (fault: DeliveryFault, message: string): Bad => ({ ok: false, fault, sequence: null, line: null, message });
  const [first] = receipts;
  if (first === undefined) return bad('broken', 'there is no receipt.');
  let before = first;
  for (const receipt of receipts) {
    const name = `the receipt of ${receipt.day}`;
    const key = keys?.get(receipt.key);
    if (keys !== null && key === undefined) return bad('forged', `${name} is signed with the key ${receipt.key}, which is not among the keys given.`);
    if (key !== undefined && !isSigned(receipt, key)) return bad('forged', `${name} does not have the signature of the hub: it was altered, or never made there.`);
    if (receipt.subscription !== first.subscription) return bad('broken', `${name} is of another subscription.`);
    if (receipt.to < receipt.from || (receipt.from === 1 && receipt.before !== genesis(receipt.subscription).toString('hex'))) return bad('broken', `${name} does not begin where the chain of this subscription does.`);
    if (receipt !== first && (receipt.from !== before.to + 1 || receipt.before !== before.digest)) return bad('broken', `${name} begins with ${receipt.from}, and the one before it ends with ${before.to}: a receipt is missing between them.`);
    before = receipt;
  }
  return null;
}

/** The deliveries of one subscription from the first to the last number that its receipts cover. */
class Deliveries {
  private readonly subscription: string;
  private readonly from: number;
  private readonly to: number;
  private readonly byNumber = new Map<number, Received[]>();
  private readonly byDigest = new Map<string, Received>();
  private readonly byPrevious = new Map<string, Received>();
  /** Digests that are certain, by number: those that receipts state, and those that a delivery which leads to one states of the one before. */
  private readonly certain = new Map<number, string>();
  private repeated = 0;
  private uncovered = 0;

  /** @param receipts at least one, going on from one another */
  constructor(receipts: readonly events.Receipt[], received: readonly Received[]) {
    const [first, last] = [receipts[0], receipts.at(-1)] as [events.Receipt, events.Receipt];
    [this.subscription, this.from, this.to] = [first.subscription, first.from, last.to];
    this.certain.set(first.from - 1, first.before);
    for (const { to, digest } of receipts) this.certain.set(to, digest);
    for (const one of received) this.put(one);
  }

  judge(signed: boolean): DeliveryVerdict {
    this.leadBack();
    for (let number = this.from; number <= this.to; number += 1) {
      const fault = this.step(number);
      if (fault !== null) return fault;
    }
    const digest = this.certain.get(this.to) ?? '';
    return { ok: true, subscription: this.subscription, from: this.from, to: this.to, digest, repeated: this.repeated, uncovered: this.uncovered, signed };
  }

  private put(one: Received): void {
    const { sequence } = one.facts;
    if (sequence < this.from || sequence > this.to) {
      this.uncovered += 1;
      return;
    }
    const same = this.byNumber.get(sequence) ?? [];
    if (same.some((other) => this.digestOf(other, sequence, other.previous) === this.digestOf(one, sequence, other.previous))) {
      this.repeated += 1;
      return;
    }
    this.byNumber.set(sequence, [...same, one]);
    if (!this.byDigest.has(one.digest)) this.byDigest.set(one.digest, one);
    if (!this.byPrevious.has(one.previous)) this.byPrevious.set(one.previous, one);
  }

  /**
   * From the end to the beginning: whatever gives a certain digest is true, the digest before it that it states included.
   * So one bad delivery leaves all others certain.
   */
  private leadBack(): void {
    for (let number = this.to; number >= this.from; number -= 1) {
      const known = this.certain.get(number);
      if (known === undefined) continue;
      const renumbered = this.byDigest.get(known);
      const genuine = [...(this.byNumber.get(number) ?? []), ...(renumbered === undefined ? [] : [renumbered])].find((one) => this.gives(known, one, number, one.previous));
      if (genuine !== undefined && !this.certain.has(number - 1)) this.certain.set(number - 1, genuine.previous);
    }
  }

  /** Whether the delivery of this number is there and true; everything before it is. */
  private step(number: number): Bad | null {
    const previous = this.certain.get(number - 1) ?? '';
    const known = this.certain.get(number);
    const fits = (one: Received): boolean => one.previous === previous && one.digest === (known ?? one.digest) && this.gives(one.digest, one, number, previous);
    const here = this.byNumber.get(number) ?? [];
    const genuine = here.find(fits);
    if (genuine === undefined) return this.explain(number, here, [this.byDigest.get(known ?? ''), this.byPrevious.get(previous)].find((one) => one !== undefined && fits(one)));
    const added = here.find((one) => one !== genuine);
    if (added !== undefined) return bad('added', added, number, 'was added: the true one is there too.');
    this.certain.set(number, genuine.digest);
    return null;
  }

  private explain(number: number, here: readonly Received[], elsewhere: Received | undefined): Bad {
    if (elsewhere !== undefined) return bad('reordered', elsewhere, number, `stands under the number ${elsewhere.facts.sequence}.`);
    const [altered] = here;
    if (altered !== undefined) return bad('altered', altered, number, `${altered.facts.id === null ? '' : `(event ${altered.facts.id}) `}was altered: it does not have the digest that the chain gives it.`);
    return { ok: false, fault: 'missing', sequence: number, line: null, message: `Delivery ${number} is missing.` };
  }

  /** Whether this digest is that of a delivery, were it under this number and after that digest. */
  private gives(digest: string, { facts }: Received, sequence: number, previous: string): boolean {
    return isLink(Buffer.from(digest, 'hex'), Buffer.from(previous, 'hex'), { ...facts, sequence, subscription: this.subscription });
  }

  private digestOf({ facts }: Received, sequence: number, previous: string): string {
    return link(Buffer.from(previous, 'hex'), { ...facts, sequence, subscription: this.subscription }).toString('hex');
  }
}

function bad(fault: DeliveryFault, { line }: Received, sequence: number, what: string): Bad {
  return { ok: false, fault, sequence, line, message: `Delivery ${sequence} ${what}` };
}
