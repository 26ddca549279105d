import { Injectable } from '@nestjs/common';
import { DomainError, type Principal } from '#kernel';
import { formatPosition } from '#log';
import { Authenticator, READ_STREAMS, RightsWatch } from '#realtime';
import type { Wish } from './message.js';
import { Nudges } from './nudges.js';
import { Sources } from './source.js';
import { TakeMessages, type Taken } from './take-messages.js';

/** What another process settled or gave back is seen this soon (ms). */
const BACKSTOP = 2_000;
/** A look that found nothing is followed by a pause (ms) that grows up to the second figure, so that a busy hub is not asked for every event. */
const PACE = [10, 200] as const;
/** Without waiting, a reader whose filter lets little through is answered after so long (ms). */
const LOOKING = 2_000;

interface Reader {
  actor: Principal;
  readonly id: string;
  readonly wish: Wish & { readonly wait: number };
  readonly gone: AbortSignal;
  /** How often rights had changed before the actor was settled. */
  readonly rightsVersion: number;
}

/** The long poll: gives what there is, or waits for it. Many readers of one consumer take turns within this process. */
@Injectable()
export class PullMessages {
  private readonly turns = new Map<string, Promise<unknown>>();

  constructor(
    private readonly messages: TakeMessages,
    private readonly sources: Sources,
    private readonly nudges: Nudges,
    private readonly watch: RightsWatch,
    private readonly authenticator: Authenticator,
  ) {}

  /** @returns the answer as JSON */
  async pull(reader: Reader): Promise<string> {
    const began = performance.now();
    const until = began + reader.wish.wait * 1_000;
    let moved = this.watch.version - reader.rightsVersion;
    const unlisten = this.watch.listen((subjects) => {
      if (subjects.has(reader.actor.actor) || subjects.has(reader.actor.credential ?? '')) {
        moved += 1;
        this.nudges.nudge(reader.id);
      }
    });
    try {
      let looked: { turn: string; through: number } | null = null;
      for (let [pace, known]: [number, number] = [PACE[0], 0]; ; ) {
        if (known !== moved) [known, reader.actor] = [moved, await this.again(reader.actor)];
        const taken: Taken = await this.inTurn(reader.id, () => this.take(reader, looked));
        const wentOn = taken.through > (looked?.through ?? Number(taken.consumer.position));
        looked = { turn: taken.consumer.turn, through: taken.through };
        const now = performance.now();
        if (taken.messages.length > 0 || reader.gone.aborted || (now >= until && !(wentOn && now - began < LOOKING))) return answerOf(taken);
        if (wentOn) continue;
        await this.rest(reader, taken, Math.max(0, until - now));
        await this.nudges.wait(reader.id, Math.min(pace, Math.max(0, until - performance.now())), reader.gone);
        pace = Math.min(pace * 2, PACE[1]);
      }
    } finally {
      unlisten();
    }
  }

  /** Nothing is given to who has hung up while it waited for its turn. */
  private take({ actor, id, wish, gone }: Reader, looked: { turn: string; through: number } | null): Promise<Taken> {
    if (gone.aborted) throw new DomainError('not_found', 'The reader has gone.');
    return this.messages.take(insistOnScopes(actor), id, wish, looked);
  }

  /** Whoever lost the right to read while waiting is told so. */
  private async again(actor: Principal): Promise<Principal> {
    const now = await this.authenticator.again(actor);
    if (now === null) throw new DomainError('unauthenticated', 'The session or the key has ended: sign in again.');
    return now;
  }

  /** Until something new may be there, something out is due again, something was settled here, or the time is over. */
  private async rest({ id, gone }: Reader, { consumer, through, ackPending }: Taken, patience: number): Promise<void> {
    const enough = new AbortController();
    const signal = AbortSignal.any([gone, enough.signal]);
    const soonest = Math.min(patience, BACKSTOP, Math.max(0, consumer.due_in ?? BACKSTOP) + 1);
    const ways = [this.nudges.wait(id, soonest, signal)];
    if (ackPending < consumer.max_ack_pending) ways.push(this.sources.of(consumer.stream).grown(through, soonest, signal));
    await Promise.race(ways).finally(() => enough.abort());
  }

  /** One after the other: of two that look at once, the second would only find that the first was faster. */
  private async inTurn<T>(id: string, take: () => Promise<T>): Promise<T> {
    const mine = (this.turns.get(id) ?? Promise.resolve()).then(take, take);
    this.turns.set(id, mine);
    try {
      return await mine;
    } finally {
      if (this.turns.get(id) === mine) this.turns.delete(id);
    }
  }
}

/** A key reads with `streams:read` and `events:read`: its readers move nothing but their own place. */
export function insistOnScopes(actor: Principal): Principal {
  for (const scope of [READ_STREAMS, 'events:read']) {
    if (actor.scopes !== null && !actor.scopes.includes(scope)) throw new DomainError('forbidden', `The key lacks the scope ${scope}: make one that has it.`);
  }
  return actor;
}

/** The events were written when they were chosen; they are not written again. */
function answerOf({ consumer, epoch, messages, through, ackPending }: Taken): string {
  const written = messages.map(({ feedposition, delivered, ackToken, event }) => `{"feedposition":${JSON.stringify(feedposition)},"delivered":${delivered},"ackToken":"${ackToken}","event":${event}}`);
  const position = epoch === null ? null : formatPosition(epoch, through);
  return `{"messages":[${written.join(',')}],"position":${JSON.stringify(position)},"ackPending":${ackPending},"missed":${consumer.missed}}`;
}
