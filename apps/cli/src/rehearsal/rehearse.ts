import { DomainError } from '#kernel';
import { chanceOf } from '../demo/generate-names.js';
import { checkReaders } from './check-readers.js';
import type { Door } from './door.js';
import { Collected } from '../finding/collected.js';
import { invariants, type Findings } from './findings.js';
import { foundCouncil } from './found-council.js';
import { Journal, spreadOf } from './journal.js';
import { openStage } from './open-stage.js';
import { planCouncil, type Troupe } from './plan-council.js';
import { joinLate, playClosing } from './play-closing.js';
import { playDebate } from './play-debate.js';
import { playOpening } from './play-opening.js';
import { playHandOver, playPoll } from './play-poll.js';
import type { Report } from './report.js';
import { leaveStage } from './leave-stage.js';
import type { Progress, Stage } from './stage.js';

export interface Rehearsal {
  readonly url: string;
  /** An administrator of the hub. */
  readonly admin: Door;
  readonly troupe: Troupe;
  readonly delegates: number;
  readonly observers: number;
  readonly polls: number;
  readonly seed: number;
  readonly progress: Progress;
  /** Verifies the chain of a stream where the hub's own data can be reached; null when the stream is not in these data. */
  readonly verifyChain?: (stream: string) => Promise<{ breach: string | null; events: number } | null>;
}

/** So many seats are needed for everything that is played. */
export const FEWEST = 8;

/** Plays a whole council from outside, over the public doors alone, and checks what must hold. Whatever happens there is a report. */
export async function rehearse(rehearsal: Rehearsal): Promise<Report> {
  const [begunAt, began] = [new Date().toISOString(), performance.now()];
  const [findings, journal] = [new Collected(invariants), new Journal()];
  let stage: Stage | null = null;
  let broken: string | null = null;
  try {
    stage = await prepare(rehearsal, findings, journal);
    await play(stage, rehearsal, journal);
  } catch (fault) {
    broken = fault instanceof DomainError ? `${fault.message} (${fault.code})` : (fault as Error).message;
  } finally {
    if (stage !== null) await leaveStage(stage);
    rehearsal.progress.end();
  }
  const all = findings.all;
  return {
    hub: rehearsal.url, begunAt, seconds: Number(((performance.now() - began) / 1_000).toFixed(1)), seed: rehearsal.seed,
    people: { delegates: rehearsal.delegates, observers: rehearsal.observers, lines: journal.lines },
    phases: journal.phases,
    counts: {
      commands: journal.commands, refusals: journal.refusals, events: journal.distinctEvents, deliveries: journal.deliveries.length, frames: journal.frames,
      cuts: journal.cuts, resumes: journal.resumes,
    },
    answers: spreadOf(journal.acks), deliveries: spreadOf(journal.deliveries),
    findings: all, broken, ok: broken === null && all.every(({ verdict }) => verdict !== 'FAILED'),
  };
}

async function prepare(rehearsal: Rehearsal, findings: Findings, journal: Journal): Promise<Stage> {
  const { url, admin, troupe, delegates, observers, seed, progress } = rehearsal;
  const name = `Rehearsal council of ${delegates} (${troupe.name}, ${seed})`;
  const plan = planCouncil(name, troupe, seed, { delegates, observers, alternates: Math.min(6, delegates) });
  progress.phase('Institutions, people and seats are entered');
  const cast = await journal.phase('set up', () => foundCouncil(admin, plan, (what, done, all) => progress.step(`${done} of ${all} ${what}`)));
  progress.phase('Everybody connects');
  return journal.phase('connect', () => openStage({ url, admin, cast, chance: chanceOf(seed + 1), findings, journal, progress }));
}

async function play(stage: Stage, { polls, verifyChain }: Rehearsal, journal: Journal): Promise<void> {
  const { progress } = stage;
  const act = async (title: string, name: string, work: () => Promise<void>): Promise<void> => {
    progress.phase(title);
    await journal.phase(name, work);
  };
  await act('Seats check in until a quorum is present, and the chair calls to order', 'check-in', () => playOpening(stage));
  await act('The council debates and writes', 'debate', () => playDebate(stage));
  for (let number = 0; number < polls; number += 1) {
    if (number === 1) await act('A delegate hands over to the alternate', 'hand-over', () => playHandOver(stage));
    await act(`A motion is put to the vote, and lines are cut (${number + 1} of ${polls})`, `poll ${number + 1}`, () => playPoll(stage, number));
    if (number === 0) await act('Somebody joins late', 'late joiners', () => joinLate(stage, 'after the first poll'));
  }
  await act('Recess, resumption, adjournment and close', 'closing', () => playClosing(stage));
  await act('Everything is held against everything', 'checks', async () => {
    await joinLate(stage, 'after the close');
    await checkReaders(stage);
    await checkChain(stage, verifyChain);
  });
}

async function checkChain({ stream, findings, secretary }: Stage, verify: Rehearsal['verifyChain']): Promise<void> {
  const found = await verify?.(stream);
  if (found === undefined || found === null) return findings.note('chain', 'the data of this hub are not on this machine: run `hub export` and `hub verify` beside it');
  findings.check('chain', found.breach === null && found.events >= secretary.offset, () => found.breach ?? `the export holds ${found.events} events, and ${secretary.offset} were read`);
}
