import { printFindings } from '../finding/collected.js';
import type { Finding } from './findings.js';
import type { Spread } from './journal.js';

/** What a rehearsal found, as it is printed and written to `--json`. */
export interface Report {
  readonly hub: string;
  readonly begunAt: string;
  readonly seconds: number;
  readonly seed: number;
  readonly people: { readonly delegates: number; readonly observers: number; readonly lines: number };
  readonly phases: readonly { readonly name: string; readonly seconds: number }[];
  readonly counts: {
    readonly commands: number; readonly refusals: number; readonly events: number; readonly deliveries: number; readonly frames: number;
    readonly cuts: number; readonly resumes: number;
  };
  /** Milliseconds from sending a command to its answer. */
  readonly answers: Spread;
  /** Milliseconds from the instant that an event states, by the server's clock, to its arrival at a socket. */
  readonly deliveries: Spread;
  readonly findings: readonly Finding[];
  /** What stopped the rehearsal before its end; null when it came through. */
  readonly broken: string | null;
  readonly ok: boolean;
}

export function printReport(report: Report, say: (line: string) => void): void {
  const { counts, answers, deliveries, people } = report;
  say('');
  say(`Rehearsal of a council on ${report.hub}, ${report.seconds} s, seed ${report.seed}`);
  say(`  people      ${people.delegates} delegates, ${people.observers} observers, ${people.lines} lines opened`);
  say(`  time        ${report.phases.map(({ name, seconds }) => `${name} ${seconds} s`).join(', ')}`);
  say(`  commands    ${counts.commands} over sockets, ${counts.refusals} of them refused; answered within p50 ${answers.p50} ms, p99 ${answers.p99} ms`);
  say(`  events      ${counts.events}, delivered ${counts.deliveries} times in ${counts.frames} frames; received within p50 ${deliveries.p50} ms, p99 ${deliveries.p99} ms`);
  say(`  lines cut   ${counts.cuts}, resumed ${counts.resumes}`);
  say('');
  printFindings(report.findings, say);
  say('');
  if (report.broken !== null) say(`The rehearsal could not be played to its end: ${report.broken}`);
  const failed = report.findings.filter(({ verdict }) => verdict === 'FAILED').length;
  say(report.ok ? 'Everything held.' : `${failed} of ${report.findings.length} invariants failed.`);
}
