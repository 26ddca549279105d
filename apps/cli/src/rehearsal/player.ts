import type { Person } from './enter-people.js';
import type { Findings } from './findings.js';
import type { Seat } from './found-council.js';
import type { Journal } from './journal.js';
import { Member } from './member.js';
import type { Reading } from './reading.js';
import { Witness } from './witness.js';

/** Who may see what: members the whole room, observers what is public. */
export type Audience = 'members' | 'public';

/** Where players read, and where what they see is noted. */
export interface Scene {
  readonly url: string;
  readonly stream: string;
  readonly findings: Findings;
  readonly journal: Journal;
}

/** One person of the rehearsal at one device: the line, what it reads, and the witness of it. */
export class Player {
  readonly line: Member;
  readonly witness: Witness;
  reading: Reading | null = null;

  constructor(
    readonly name: string,
    readonly person: Person,
    readonly audience: Audience,
    scene: Scene,
  ) {
    const { journal } = scene;
    this.line = new Member(scene.url, person.door.token ?? '', {
      answered: (_, milliseconds, refusal) => journal.answered(milliseconds, refusal),
      up: () => (journal.lines += 1),
      down: (reason) => (journal.cuts += reason === 'io client disconnect' ? 0 : 1),
      frame: () => (journal.frames += 1),
    });
    this.witness = new Witness(name, scene.stream, scene.findings, (envelope, at) => journal.arrived(envelope.id, envelope.time, at));
  }

  /** Connects, and reads the room with a snapshot. */
  async enter(stream: string): Promise<void> {
    await this.line.connect();
    this.reading = await this.line.read(stream, this.witness);
  }

  get offset(): number {
    return this.reading?.offset ?? 0;
  }
}

/** A seat on the stage: whoever acts for it now, and on how many devices. */
export interface SeatOnStage {
  readonly seat: Seat;
  readonly delegate: Player;
  readonly alternate: Player | null;
  /** A second device of the delegate. */
  readonly second: Player | null;
  acting: Player;
}
