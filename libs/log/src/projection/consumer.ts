import { Logger } from '@nestjs/common';
import { passes } from '#db';
import { systemActor } from '#kernel';
import { Absence } from '../duty/absence.js';
import { pause } from '../duty/duties.js';
import type { FeedEvent } from '../stream/log-event.js';
import type { UnitOfWork } from '../unit-of-work.js';
import type { Reaction } from './on.js';

/** Tries of one event; with the pauses between them about three seconds, which bridges a lock or a restart of a neighbour. */
export const TRIES = 6;
const FIRST_PAUSE = 100;

/** Another process has moved the cursor: this one is off duty and does not know it yet. */
class Overtaken extends Error {
  override readonly name = 'Overtaken';
}

/** One class of `@On` methods: how far it has come, and what it does. */
export class Consumer {
  private readonly logger = new Logger('Projections');
  private readonly reactions = new Map<string, Reaction[]>();
  /** How far it has come in the feed. */
  position = 0;
  /** How far the database knows that it has come. */
  saved = 0;
  /** Why it stands still; null when it does not. */
  stopped: string | null = null;
  private readonly absence: Absence;

  constructor(readonly name: string, private readonly unitOfWork: UnitOfWork) {
    this.absence = new Absence(this.logger, `what the projection ${name} needs of the database`);
  }

  add(event: string, reaction: Reaction): void {
    this.reactions.set(event, [...(this.reactions.get(event) ?? []), reaction]);
  }

  listensTo(event: string): boolean {
    return this.reactions.has(event);
  }

  /** Takes events in order. Stands still (until the hub starts again) at one that fails every try: nothing is skipped. */
  async take(events: readonly FeedEvent[], off: AbortSignal): Promise<void> {
    for (const event of events) {
      if (off.aborted || this.stopped !== null) return;
      const reactions = this.reactions.get(event.envelope.type);
      if (reactions !== undefined && !(await this.react(event, reactions, off))) return;
      this.position = event.seq;
    }
  }

  /** @returns false when the event was not dealt with */
  private async react(event: FeedEvent, reactions: readonly Reaction[], off: AbortSignal): Promise<boolean> {
    for (let tries = 1; !off.aborted; ) {
      try {
        await this.once(event, reactions);
        this.saved = event.seq;
        this.absence.end();
        return true;
      } catch (fault) {
        if (fault instanceof Overtaken) throw fault;
        // A database that is away, or too busy, says nothing about the event.
        if (passes(fault)) this.absence.begin(fault);
        else if (tries >= TRIES) return this.halt(event, fault);
        else tries += 1;
        await pause(FIRST_PAUSE * 2 ** (tries - 1), off);
      }
    }
    return false;
  }

  /** The event and the cursor in one transaction. The cursor moves first, and only if it has not passed the event: that is the fence. */
  private once(event: FeedEvent, reactions: readonly Reaction[]): Promise<void> {
    return this.unitOfWork.run(systemActor(`projection:${this.name}`), [], async (work) => {
      const [, moved] = await work.db.query<[unknown, number]>('UPDATE log_consumer SET position = $1 WHERE name = $2 AND position < $1', [event.seq, this.name]);
      if (moved !== 1) throw new Overtaken(`the projection ${this.name} goes on elsewhere`);
      // Each reaction gets a copy of its own, so that none sees what another made of it.
      for (const reaction of reactions) await reaction(structuredClone(event.envelope), work);
    });
  }

  private halt(event: FeedEvent, fault: unknown): false {
    const { type, stream, position } = event.envelope;
    this.stopped = `${type} at ${stream} ${position} failed ${TRIES} times: ${fault instanceof Error ? fault.message : 'unknown fault'}`;
    this.logger.error({ err: fault, projection: this.name, event: event.envelope.id }, `the projection ${this.name} stands still, because ${type} at ${stream} ${position} failed ${TRIES} times; it begins again when the hub starts`);
    return false;
  }
}
