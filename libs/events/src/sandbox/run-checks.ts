import type { z } from 'zod';
import type { events } from '#contracts';
import type { Answer, Outbound } from '#outbound';
import type { Sink } from '../message/due.js';
import { Bench, checks, type Check, type Expected } from './checks.js';

export type CheckResult = z.output<typeof events.checkResult>;

const wanted: Readonly<Record<Expected, string>> = { taken: '2xx', refused: '4xx', repaired: '2xx, or 409 with expected-sequence' };

/** Sends a receiver everything it must bear and everything it must refuse, one after the other. Null when it was stopped. */
export async function runChecks(sink: Sink, outbound: Outbound, now: () => Date, signal: AbortSignal): Promise<readonly CheckResult[] | null> {
  const results: CheckResult[] = [];
  const bench = new Bench(sink);
  let silent = false;
  for (const check of checks.filter(({ fits }) => fits?.(sink) ?? true)) {
    // One that did not answer the first time is not asked a dozen times more.
    bench.now = now();
    const result: CheckResult = silent ? skipped(check) : await runCheck(check, bench, outbound, signal);
    if (signal.aborted) return null;
    silent ||= results.length === 0 && result.result === 'failed' && result.got.startsWith(NOTHING);
    results.push(result);
  }
  return results;
}

const NOTHING = 'no answer: ';

async function runCheck(check: Check, bench: Bench, outbound: Outbound, signal: AbortSignal): Promise<CheckResult> {
  const sendings = check.make(bench);
  const got: string[] = [];
  let passed = true;
  for (const { outgoing, expected, last, ifLacking } of sendings) {
    if (ifLacking === true && bench.has(last)) continue;
    const answer = await outbound.send(outgoing, signal);
    got.push(answer.status === null ? `${NOTHING}${answer.fault ?? 'none came'}` : String(answer.status));
    passed &&= fits(answer, expected);
    if (expected !== 'refused' && isGood(answer.status)) bench.reach(last);
  }
  const expected = [...new Set(sendings.map((one) => wanted[one.expected]))].join(', then ');
  return { name: check.name, result: passed ? 'passed' : 'failed', sent: check.sent, expected, got: got.join(', then '), mend: passed ? null : check.mend };
}

function fits({ status, headers }: Answer, expected: Expected): boolean {
  if (status === null) return false;
  if (expected === 'refused') return status >= 400 && status < 500 && status !== 410 && status !== 429;
  return isGood(status) || (expected === 'repaired' && status === 409 && /^\d{1,15}$/.test(headers['expected-sequence'] ?? ''));
}

function isGood(status: number | null): boolean {
  return status !== null && status >= 200 && status < 300;
}

function skipped({ name, sent }: Check): CheckResult {
  return { name, result: 'skipped', sent, expected: '', got: 'the receiver does not answer at all', mend: null };
}

/** Checks that were passed, of a hundred; what was skipped for want of an answer was not passed. */
export function score(results: readonly CheckResult[]): number {
  return results.length === 0 ? 0 : Math.floor((100 * results.filter(({ result }) => result === 'passed').length) / results.length);
}
