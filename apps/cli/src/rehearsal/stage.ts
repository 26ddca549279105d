import { DomainError } from '#kernel';
import type { Chance } from '../demo/generate-names.js';
import type { Door } from './door.js';
import type { Invariant } from './findings.js';
import type { Cast } from './found-council.js';
import type { Player, Scene, SeatOnStage } from './player.js';
import { wait } from './retry.js';
import type { SideReader } from './side-reader.js';

/** Where the rehearsal tells how far it is. */
export interface Progress {
  phase(name: string): void;
  step(text: string): void;
  end(): void;
}

/** Everything that the acts of a rehearsal share. */
export interface Stage extends Scene {
  readonly admin: Door;
  readonly cast: Cast;
  readonly chance: Chance;
  readonly meetingId: string;
  /** A meeting that is still a draft: members and observers must not learn of it. */
  readonly hiddenMeetingId: string;
  readonly progress: Progress;
  readonly chair: Player;
  readonly secretary: Player;
  readonly seats: readonly SeatOnStage[];
  readonly observers: readonly Player[];
  /** Everybody who reads by socket, late joiners too. */
  readonly players: Player[];
  readonly sideReaders: readonly SideReader[];
  /** Where the feed ended before the meeting was drafted. */
  readonly feedFrom: string;
  /** What was acknowledged, as `keyOf` names it: each must be found in the log. */
  readonly promised: Set<string>;
}

/** How long (ms) the rehearsal waits for something that must happen. */
const PATIENCE = 20_000;

/** Waits until something holds. @throws Error that says what did not happen */
export async function until(what: string, holds: () => boolean, patience = PATIENCE): Promise<void> {
  const end = performance.now() + patience;
  while (!holds()) {
    if (performance.now() > end) throw new Error(`${what} did not happen within ${patience / 1_000} s`);
    await wait(10);
  }
}

/** Waits until every reader of the stage stands at one and the same position. */
export async function untilAllStandTogether({ players }: Stage): Promise<void> {
  const offsets = (): Set<number> => new Set(players.map((player) => player.offset));
  await until('that all readers stand at one position', () => players.every((player) => player.line.connected) && offsets().size === 1);
}

/** Something must be refused, by this code. */
export async function refused(stage: Pick<Stage, 'findings'>, what: string, code: string, attempt: Promise<unknown>, invariant: Invariant = 'refusals'): Promise<void> {
  const heard = await attempt.then(() => 'nothing: it was done', (fault: unknown) => {
    if (fault instanceof DomainError) return fault.code;
    throw fault;
  });
  stage.findings.check(invariant, heard === code, () => `${what}: refused with ${heard} instead of ${code}`);
}
