import { catalogue, type council, type stream } from '#contracts';
import type { Findings } from './findings.js';
import { foldRoom, foldsInto } from './fold-room.js';
import { offsetOf } from './position.js';
import type { Beginning, ReadingListener } from './reading.js';

/** What is kept of an event that a reader saw. */
export interface Seen {
  readonly offset: number;
  readonly id: string;
  readonly type: string;
}

/** A stretch without a fresh start: everything from one position to another. */
export interface Stretch {
  readonly from: number;
  readonly seen: Seen[];
}

/** Told of each event that arrives, with the instant (Unix milliseconds) at which it did. */
export type Arrival = (envelope: stream.Envelope, at: number) => void;

/** One reader of the meeting's stream: keeps its own copy of the room, remembers what it saw, and checks what it can at once. */
export class Witness implements ReadingListener {
  readonly stretches: Stretch[] = [];
  room: council.Room | null = null;
  resumed = 0;

  constructor(
    readonly name: string,
    private readonly stream: string,
    private readonly findings: Findings,
    private readonly arrival: Arrival,
  ) {}

  began({ asked, position, recovered, snapshot }: Beginning): void {
    if (asked !== null) this.findings.check('resume', recovered && asked === position, () => `${this.name} asked for ${asked} and got ${recovered ? position : 'a snapshot'}`);
    if (recovered) {
      this.resumed += 1;
      return;
    }
    this.room = structuredClone(snapshot as council.Room);
    this.stretches.push({ from: offsetOf(position), seen: [] });
  }

  event(envelope: stream.Envelope): void {
    const { position, id, type } = envelope;
    this.arrival(envelope, Date.now());
    this.stretches.at(-1)?.seen.push({ offset: offsetOf(position), id, type });
    this.findings.check('audience', envelope.stream === this.stream, () => `${this.name} got an event of ${envelope.stream}`);
    const declared = catalogue.get(type);
    const fits = declared?.kind === 'event' && foldsInto(type) && declared.data.safeParse(envelope.data).success;
    this.findings.check('declared', fits, () => `${type} at ${position} is not as declared`);
    this.fold(envelope);
  }

  gap(own: string, frame: stream.Frame): void {
    this.findings.check('ranges', false, () => `${this.name} stood at ${own} and got a frame from ${frame.from} to ${frame.to}`);
  }

  twice({ id, position }: stream.Envelope): void {
    this.findings.check('ranges', false, () => `${this.name} got the event ${id} at ${position} twice`);
  }

  dropped(audiences: readonly string[] | null): void {
    this.findings.check('audience', false, () => `${this.name} was told to drop ${audiences?.join(', ') ?? 'the stream'}, though no right had ended`);
  }

  /** Everything that was seen, in order. */
  get seen(): readonly Seen[] {
    return this.stretches.flatMap((stretch) => stretch.seen);
  }

  private fold(envelope: stream.Envelope): void {
    if (this.room === null) return;
    try {
      foldRoom(this.room, envelope);
    } catch (fault) {
      this.findings.check('state', false, () => `${this.name} could not take up ${envelope.type} at ${envelope.position}: ${(fault as Error).message}`);
    }
  }
}
