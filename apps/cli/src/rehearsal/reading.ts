import type { z } from 'zod';
import { stream as contract } from '#contracts';
import { placeOf, type Place } from './position.js';

export type Subscribed = z.output<typeof contract.subscribed>;

/** How a reading began, or went on after a cut. */
export interface Beginning {
  /** Where the reader stood when it asked; null: nowhere, it asked for a snapshot. */
  readonly asked: string | null;
  readonly position: string;
  readonly recovered: boolean;
  readonly snapshot: unknown;
}

/** What a reading tells. All of it in the order of the stream. */
export interface ReadingListener {
  /** Not recovered: throw away what you had, `snapshot` is the state at `position`. */
  began(beginning: Beginning): void;
  event(envelope: contract.Envelope): void;
  /** Frames between the reader and this one are missing; the reading asks for them by itself. */
  gap?(own: string, frame: contract.Frame): void;
  /** An event came that the reader had already, though it did not ask for it again. */
  twice?(envelope: contract.Envelope): void;
  /** Rights ended: drop what you hold of these audiences; null: of the whole stream. */
  dropped?(audiences: readonly string[] | null): void;
}

/** One stream as one reader holds it: the position, and frames joined to it without a gap and without a double. */
export class Reading {
  private at: Place | null = null;
  /** Frames of an opening may begin before a snapshot that was ahead of them; later ones begin where the reader stands. */
  private overlapUntil = 0;
  /** After a gap nothing fits until the answer to asking again. */
  private torn = false;

  constructor(
    readonly stream: string,
    private readonly listener: ReadingListener,
  ) {}

  /** Where to go on; null before the first answer. */
  get position(): string | null {
    return this.at === null ? null : `${this.at.epoch}.${this.at.offset}`;
  }

  get offset(): number {
    return this.at?.offset ?? 0;
  }

  begin(asked: string | null, answer: Subscribed): void {
    const began = placeOf(answer.position);
    // A line that was cut twice may have asked twice from one place: what came after the first answer is not told again after the second.
    const isAhead = answer.recovered && this.at?.epoch === began.epoch && this.at.offset > began.offset;
    this.at = isAhead && this.at !== null ? this.at : began;
    this.overlapUntil = this.at.offset;
    this.torn = false;
    this.listener.began({ asked, position: answer.position, recovered: answer.recovered, snapshot: answer.snapshot });
  }

  /** Joins a frame. @returns false when frames before it are missing: ask again from where the reading stands */
  take(frame: contract.Frame): boolean {
    const [from, to] = [placeOf(frame.from), placeOf(frame.to)];
    // Before the answer, or of another history: what belongs to this reading comes after its beginning.
    if (this.torn || this.at === null || from.epoch !== this.at.epoch) return true;
    if (from.offset > this.at.offset) {
      this.torn = true;
      this.listener.gap?.(this.position ?? '', frame);
      return false;
    }
    for (const envelope of frame.events) {
      const { offset } = placeOf(envelope.position);
      if (offset > this.at.offset) this.listener.event(envelope);
      else if (from.offset >= this.overlapUntil) this.listener.twice?.(envelope);
    }
    if (to.offset > this.at.offset) this.at = to;
    return true;
  }

  drop(audiences: readonly string[] | null): void {
    this.listener.dropped?.(audiences);
  }
}
