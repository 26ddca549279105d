import { availableParallelism, cpus } from 'node:os';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { Bench, type Scenario } from './run.js';
import { compileClient, TOKENS } from './load-client.js';
import { judge, table, type Row } from './rows.js';
import { writeTokens } from './token.js';
import { fanOut } from '../scenarios/fan-out.js';
import { truth } from '../scenarios/truth.js';
import { latency } from '../scenarios/latency.js';
import { append } from '../scenarios/append.js';
import { commands } from '../scenarios/commands.js';
import { idle } from '../scenarios/idle.js';
import { storms } from '../scenarios/storms.js';
import { doors } from '../scenarios/doors.js';
import { stalled } from '../scenarios/stalled.js';
import { fanOutCurves } from '../scenarios/fan-out-curves.js';
import { logCurves } from '../scenarios/log-curves.js';
import { consumer } from '../scenarios/consumer.js';
import { webhooks } from '../scenarios/webhooks.js';
import { queue } from '../scenarios/queue.js';
import { notices } from '../scenarios/notices.js';
import { positions } from '../scenarios/positions.js';
import { reports } from '../scenarios/reports.js';

const SCENARIOS: readonly Scenario[] = [fanOut, truth, latency, append, commands, idle, storms, stalled, fanOutCurves, logCurves, doors, consumer, webhooks, queue, notices, positions, reports];
const OUT = 'var/bench/latest.json';
export const PEOPLE = 10_000;

/** Runs what was asked for; answers the exit code: 1 when a goal was missed. */
export async function bench(args: readonly string[]): Promise<number> {
  const prefixes = args.filter((argument) => !argument.startsWith('--'));
  const scenarios = SCENARIOS.filter(({ names }) => prefixes.length === 0 || prefixes.some((prefix) => names.some((name) => name.startsWith(prefix) || prefix.startsWith(name))));
  if (process.platform !== 'linux' || availableParallelism() < 2) {
    console.log('The bench pins servers and load to two cores and reads /proc: it needs Linux and two cores.');
    return 1;
  }
  mkdirSync('var/bench', { recursive: true });
  compileClient();
  writeTokens(TOKENS, PEOPLE);
  const run = new Bench(args.includes('--quick'));
  const rows = await runAll(run, scenarios).finally(() => rmSync(TOKENS, { force: true }));
  return print(run, rows.filter(({ name }) => prefixes.length === 0 || prefixes.some((prefix) => name.startsWith(prefix))));
}

async function runAll(run: Bench, scenarios: readonly Scenario[]): Promise<Row[]> {
  const rows: Row[] = [];
  try {
    for (const scenario of scenarios) {
      const began = performance.now();
      run.say(`— ${scenario.title}`);
      try {
        const measured = await scenario.measure(run);
        rows.push(...measured);
        run.say(table(measured.map((row) => judge(row, run.spread))));
      } catch (fault) {
        run.fault(`${scenario.title}: ${fault instanceof Error ? (fault.stack ?? fault.message) : String(fault)}`);
      }
      run.say(`  ${((performance.now() - began) / 1000).toFixed(0)} s`);
    }
  } finally {
    await run.close();
  }
  return rows;
}

function print(run: Bench, rows: readonly Row[]): number {
  const judged = rows.map((row) => judge(row, run.spread));
  writeFileSync(OUT, `${JSON.stringify(judged, null, 2)}\n`);
  const count = (verdict: string): number => judged.filter((row) => row.verdict === verdict).length;
  console.log(`\n${table(judged)}\n`);
  console.log(`${cpus()[0]?.model ?? 'unknown processor'}, ${availableParallelism()} cores, Node ${process.version}; servers and database on core 0, load on core 1; ${run.rounds} rounds.`);
  console.log(`Two equal servers differed by ${(run.spread * 100).toFixed(0)} % in a typical round: a goal nearer than that is undecided. Foreign load up to ${run.foreign.toFixed(2)} cores.`);
  console.log('Rate limits are set so high (HUB_RATE_*, HUB_JOINS_PER_SECOND) that they are not what is measured.');
  console.log(`${count('met')} goals met, ${count('undecided')} undecided, ${count('missed')} missed${run.faults.length > 0 ? `, ${run.faults.length} scenarios failed` : ''}; written to ${OUT}.`);
  return count('missed') + run.faults.length > 0 ? 1 : 0;
}
