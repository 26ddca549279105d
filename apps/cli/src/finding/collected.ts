/** What was found of one thing that must hold. */
export interface Found<I extends string = string> {
  readonly invariant: I;
  readonly what: string;
  /** `open`: it could not be looked at, and `evidence` says why. */
  readonly verdict: 'ok' | 'FAILED' | 'open';
  readonly checks: number;
  readonly evidence: readonly string[];
}

/** One line for each thing that must hold, and one for each breach of it. */
export function printFindings(findings: readonly Found[], say: (line: string) => void): void {
  for (const { what, verdict, checks, evidence } of findings) {
    say(`  ${verdict.padEnd(7)} ${what} (${checks} checks)`);
    for (const line of evidence) say(`          ${line}`);
  }
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
export class Collected<I extends string> {
  private readonly entries = new Map<I, Entry>();

  /** @param invariants what must hold, in plain words, by a short name */
  constructor(private readonly invariants: Readonly<Record<I, string>>) {}

  /** One check. `evidence` is worked out only for a breach. @returns whether it held */
  check(invariant: I, holds: boolean, evidence: () => string): boolean {
    const entry = this.entryOf(invariant);
    entry.checks += 1;
    if (holds) return true;
    entry.failed += 1;
    if (entry.failed <= MOST) entry.evidence.push(evidence());
    return false;
  }

  /** What is good to know, whatever the verdict. */
  note(invariant: I, text: string): void {
    this.entryOf(invariant).notes.push(text);
  }

  get all(): Found<I>[] {
    return (Object.keys(this.invariants) as I[]).map((invariant) => {
      const { checks, failed, evidence, notes } = this.entryOf(invariant);
      const more = failed > MOST ? [`and ${failed - MOST} more`] : [];
      return { invariant, what: this.invariants[invariant], verdict: failed > 0 ? 'FAILED' : checks > 0 ? 'ok' : 'open', checks, evidence: [...evidence, ...more, ...notes] };
    });
  }

  private entryOf(invariant: I): Entry {
    const entry = this.entries.get(invariant) ?? { checks: 0, failed: 0, evidence: [], notes: [] };
    this.entries.set(invariant, entry);
    return entry;
  }
}
