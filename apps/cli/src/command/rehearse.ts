import { writeFileSync } from 'node:fs';
import { dataFolder } from '#config';
import { isEmbedded, runningPostmaster } from '#db';
import { verifyExport } from '#log';
import type { AddCommand } from '../command.js';
import { useDemoFolder } from '../demo/keep-credentials.js';
import { Door } from '../rehearsal/door.js';
import { keepTroupe } from '../rehearsal/keep-troupe.js';
import { FEWEST, rehearse, type Rehearsal } from '../rehearsal/rehearse.js';
import { printReport } from '../rehearsal/report.js';
import { showProgress } from '../rehearsal/show-progress.js';
import { say, settle } from '../settle.js';
import { addressOf, credentialOf, type VisitOptions } from '../visit.js';
import { whole } from '../whole.js';
import { withExport } from '../with-export.js';

interface Options extends VisitOptions {
  readonly delegates: number;
  readonly observers: number;
  readonly polls: number;
  readonly seed: number;
  readonly json?: string;
}

export const addRehearse: AddCommand = (program) => {
  program.command('rehearse').description('plays a whole council against a running hub, from outside, and checks everything that must hold; exit code 1 if anything does not')
    .option('--url <address>', 'the hub (HUB_URL)')
    .option('--key <key>', 'an API key or a session token of an administrator (HUB_KEY)').option('--token <token>', 'the same as --key')
    .option('--email <address>', 'an administrator (HUB_EMAIL)').option('--password <password>', '(HUB_PASSWORD)').option('--demo', 'as the administrator of the demo on this machine')
    .option('--delegates <number>', 'seats of the council', whole(FEWEST, 250), 55).option('--observers <number>', 'people who observe', whole(0, 500), 10)
    .option('--polls <number>', 'votes that are held', whole(1, 20), 3).option('--seed <number>', 'the same seed makes the same council', whole(0, 0xffffffff), 1)
    .option('--json <file>', 'writes the report there too')
    .action(async (options: Options) => {
      if (options.demo === true) useDemoFolder();
      settle();
      const { delegates, observers, polls, seed } = options;
      const url = addressOf(options);
      const admin = new Door(url, await credentialOf(options));
      const troupe = keepTroupe(dataFolder('rehearsal', `${new URL(url).host.replace(/[^a-z0-9.-]/gi, '-')}.json`));
      const report = await rehearse({ url, admin, troupe, delegates, observers, polls, seed, progress: showProgress(), ...(await chainVerifier()) });
      printReport(report, say);
      if (options.json !== undefined) writeFileSync(options.json, `${JSON.stringify(report, null, 2)}\n`);
      process.exitCode = report.ok ? 0 : 1;
    });
};

/** Where the hub's own database is at hand, its export is verified too; a hub far away is only read. */
async function chainVerifier(): Promise<Pick<Rehearsal, 'verifyChain'>> {
  if (isEmbedded() && runningPostmaster(dataFolder('postgres')) === null) return {};
  const verifyChain: Rehearsal['verifyChain'] = (stream) => withExport(async (log) => {
    if (!(await log.has(stream))) return null;
    const verdict = await verifyExport(log.lines(stream, { words: true }));
    return verdict.ok ? { breach: null, events: verdict.events } : { breach: verdict.message, events: 0 };
  });
  return { verifyChain };
}
