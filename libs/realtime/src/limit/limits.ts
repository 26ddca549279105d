import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import { setting } from '#config';
import { DomainError } from '#kernel';
import { TokenBucket } from './token-bucket.js';

const perSecond = setting('HUB_RATE_PER_SECOND', z.coerce.number().min(1).max(10_000).default(20), 'messages and requests a second that one person, and one socket, may send in the long run');
const burst = setting('HUB_RATE_BURST', z.coerce.number().int().min(1).max(100_000).default(120), 'messages and requests that one person, and one socket, may send at once');
const joinsPerSecond = setting('HUB_JOINS_PER_SECOND', z.coerce.number().min(1).max(100_000).default(1_000), 'subscriptions a second that one hub process admits; more are asked to come back');

/** By how much more is refused of a line than let through when it is a flood: then the line is cut. */
export const FLOOD = 200;
/** People whose buckets are kept at once. */
const PEOPLE = 50_000;

/** What one person, one socket and the whole process may ask for. Every refusal says when to come back. */
@Injectable()
export class Limits {
  private readonly people = new LRUCache<string, TokenBucket>({ max: PEOPLE });
  private joins: TokenBucket | undefined;

  /** The bucket of one socket. */
  socket(): TokenBucket {
    return new TokenBucket(perSecond.value, burst.value, performance.now());
  }

  /**
   * Takes one HTTP request of a person (or of an address, where nobody is signed in yet) and says in the answer, refused or
   * not, what is left of the bucket: the header fields of draft-ietf-httpapi-ratelimit-headers.
   * @throws DomainError rate_limited
   */
  spendFor(reply: { header(name: string, value: string): unknown }, person: string): void {
    try {
      this.spend(person);
    } finally {
      const bucket = person.slice(0, person.indexOf(':'));
      const { tokens, full } = this.bucketOf(person).left(performance.now());
      reply.header('ratelimit-policy', `"${bucket}";q=${burst.value};w=${Math.ceil(burst.value / perSecond.value)}`);
      reply.header('ratelimit', `"${bucket}";r=${tokens};t=${Math.ceil(full)}`);
    }
  }

  /** Takes one message of this person, and of this socket where there is one. @throws DomainError rate_limited */
  spend(person: string, socket?: TokenBucket): void {
    const now = performance.now();
    const wait = Math.max(this.bucketOf(person).take(now), socket?.take(now) ?? 0);
    if (wait > 0) throw new DomainError('rate_limited', `Too many requests: wait ${Math.ceil(wait)} s and send it again.`, { retryAfter: Math.ceil(wait) });
  }

  /** Refuses who has spent all there is, and takes nothing: for what is spent only by those who guess wrong. @throws DomainError rate_limited */
  insistOnLeft(person: string): void {
    if (this.bucketOf(person).left(performance.now()).tokens < 1) throw new DomainError('rate_limited', 'Too many requests: wait 1 s and send it again.', { retryAfter: 1 });
  }

  private bucketOf(person: string): TokenBucket {
    let bucket = this.people.get(person);
    if (bucket === undefined) this.people.set(person, (bucket = new TokenBucket(perSecond.value, burst.value, performance.now())));
    return bucket;
  }

  /** Admits one subscription. The hint is spread, so that those who are turned away do not come back together. */
  admitJoin(): void {
    const now = performance.now();
    this.joins ??= new TokenBucket(joinsPerSecond.value, joinsPerSecond.value, now);
    const wait = this.joins.take(now);
    if (wait === 0) return;
    const retryAfter = Number((0.2 + wait + Math.random() * 2).toFixed(2));
    throw new DomainError('joins_limited', `Many readers join at this moment: come back in ${retryAfter} s.`, { retryAfter });
  }
}
