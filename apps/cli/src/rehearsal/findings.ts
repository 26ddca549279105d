/** What must hold, whatever happens, as somebody can see who knows nothing but the public doors. */
export const invariants = {
  ranges: 'Frames join without a gap, and no event comes twice',
  order: 'All readers see their events in one and the same order',
  doors: 'Socket, event stream, pull and feed give the same events at the same positions',
  audience: 'Nobody sees what its audience forbids, nor another meeting',
  declared: 'Every event is as its contract declares it',
  resume: 'Whoever was cut got exactly what was missed',
  state: 'A snapshot and the events since give what a late joiner gets',
  kept: 'Nothing that was acknowledged is missing in the log',
  receipts: 'Retries and second devices hear the first answer, and an id serves one body alone',
  ballots: 'One ballot a seat, of those entitled, as its voter was told',
  tally: 'A second hand counts the ballots to the declared result',
  quorum: 'The quorum of each decision follows from the attendance',
  refusals: 'What is not allowed is refused, by the right code',
  chain: 'The hash chain of the meeting verifies',
} as const;

export type Invariant = keyof typeof invariants;

export interface Finding {
  readonly invariant: Invariant;
  readonly what: string;
  /** `open`: it could not be looked at, and `evidence` says why. */
  readonly verdict: 'ok' | 'FAILED' | 'open';
  readonly checks: number;
  readonly evidence: readonly string[];
}

/** Breaches that are kept word by word; further ones are counted. */
const MOST = 5;

interface Entry {
  checks: number;
  failed: number;
  evidence: string[];
  notes: string[];
}

/** Collects what was looked at and what was found. */
export class Findings {
  private readonly entries = new Map<Invariant, Entry>();

  /** One check. `evidence` is worked out only for a breach. @returns whether it held */
  check(invariant: Invariant, holds: boolean, evidence: () => string): boolean {
    const entry = this.entryOf(invariant);
    entry.checks += 1;
    if (holds) return true;
    entry.failed += 1;
    if (entry.failed <= MOST) entry.evidence.push(evidence());
    return false;
  }

  /** What is good to know, whatever the verdict. */
  note(invariant: Invariant, text: string): void {
    this.entryOf(invariant).notes.push(text);
  }

  get all(): Finding[] {
    return (Object.keys(invariants) as Invariant[]).map((invariant) => {
      const { checks, failed, evidence, notes } = this.entryOf(invariant);
      const more = failed > MOST ? [`and ${failed - MOST} more`] : [];
      return { invariant, what: invariants[invariant], verdict: failed > 0 ? 'FAILED' : checks > 0 ? 'ok' : 'open', checks, evidence: [...evidence, ...more, ...notes] };
    });
  }

  private entryOf(invariant: Invariant): Entry {
    const entry = this.entries.get(invariant) ?? { checks: 0, failed: 0, evidence: [], notes: [] };
    this.entries.set(invariant, entry);
    return entry;
  }
}
