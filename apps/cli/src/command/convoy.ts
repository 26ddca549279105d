import { writeFileSync } from 'node:fs';
import type { AddCommand } from '../command.js';
import { driveOn } from '../convoy/drive-on.js';
import { runConvoy, type ConvoyReport } from '../convoy/run-convoy.js';
import { useDemoFolder } from '../demo/keep-credentials.js';
import { printFindings } from '../finding/collected.js';
import { Door } from '../rehearsal/door.js';
import { showProgress } from '../rehearsal/show-progress.js';
import { say, settle, tell } from '../settle.js';
import { untilSignal } from '../until-signal.js';
import { addressOf, credentialOf, toldPlainly, type VisitOptions } from '../visit.js';
import { whole } from '../whole.js';

interface Options extends VisitOptions {
  readonly corridor?: string;
  readonly units: number;
  readonly hours: number;
  readonly seed: number;
  readonly live?: boolean;
  readonly json?: string;
}

export const addConvoy: AddCommand = (program) => {
  program.command('convoy').description('drives units along a corridor of a running hub, over its public doors, with blackouts, batches out of order and duplicates, and checks what the hub made of it; exit code 1 if anything does not hold')
    .option('--url <address>', 'the hub (HUB_URL)').option('--key <key>', 'an API key or a session token (HUB_KEY)').option('--token <token>', 'the same as --key')
    .option('--email <address>', '(HUB_EMAIL)').option('--password <password>', '(HUB_PASSWORD)').option('--demo', 'as the administrator of the demo on this machine')
    .option('--corridor <id>', 'which one; without it the first that is active').option('--units <number>', 'units that drive', whole(1, 200), 5)
    .option('--hours <number>', 'how long ago they left; they arrive now', whole(1, 72), 6).option('--seed <number>', 'the same seed makes the same journeys', whole(0, 0xffffffff), 1)
    .option('--live', 'then they drive on in real time, until Ctrl-C').option('--json <file>', 'writes the report there too')
    .action(async (options: Options) => {
      if (options.demo === true) useDemoFolder();
      settle();
      const door = new Door(addressOf(options), await credentialOf(options));
      const { units: vehicles, hours, seed } = options;
      const report = await toldPlainly(() => runConvoy({ door, corridorId: options.corridor ?? null, vehicles, hours, seed, progress: showProgress() }));
      printReport(report);
      if (options.json !== undefined) writeFileSync(options.json, `${JSON.stringify(report, null, 2)}\n`);
      process.exitCode = report.ok ? 0 : 1;
      if (options.live !== true) return;
      say('They drive on, until Ctrl-C.');
      await driveOn({ door, corridorId: report.corridorId, vehicles: report.names, signal: untilSignal().signal, note: tell });
    });
};

function printReport({ hub, seconds, vehicles, fixes, requests, outcomes, findings, ok }: ConvoyReport): void {
  say('');
  say(`Convoy of ${vehicles} units on ${hub}, ${seconds} s`);
  say(`  fixes       ${fixes}, sent in ${requests} reports: ${Object.entries(outcomes).map(([outcome, count]) => `${count} ${outcome}`).join(', ')}`);
  say('');
  printFindings(findings, say);
  say('');
  say(ok ? 'Everything held.' : `${findings.filter(({ verdict }) => verdict === 'FAILED').length} of ${findings.length} invariants failed.`);
}
