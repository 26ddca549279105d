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

  /** Takes one message of this person, and of this socket where there is one. @throws DomainError rate_limited */
  spend(person: string, socket?: TokenBucket): void {
    const now = performance.now();
    let bucket = this.people.get(person);
    if (bucket === undefined) this.people.set(person, (bucket = new TokenBucket(perSecond.value, burst.value, now)));
    const wait = Math.max(bucket.take(now), socket?.take(now) ?? 0);
    if (wait > 0) throw new DomainError('rate_limited', `Too many requests: wait ${Math.ceil(wait)} s and send it again.`, { retryAfter: Math.ceil(wait) });
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
