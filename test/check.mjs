// `npm run check`: types and lint, imports, drift of what is generated, tests. The same here and in CI.
// `--fast` leaves the tests out: that is what the commit hook runs.
import { spawn, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));

/** Steps one after the other, two rows of them side by side. The lint ends before the last step builds what it would look at. */
const ROWS = [
  [['imports', 'npm', ['run', '--silent', 'deps']]],
  [
    ['types and lint', 'npm', ['run', '--silent', 'lint']],
    ['contracts and settings: what is generated says what the code says', process.execPath, ['apps/cli/bin/hub.mjs', 'contracts', '--check']],
  ],
];

/** Runs a step, and shows what it said once it has ended. @returns whether all was well */
async function run([name, command, args]) {
  const started = performance.now();
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (said += text));
  const status = await new Promise((resolve) => child.once('close', resolve).once('error', () => resolve(null)));
  console.log(`${said.trimEnd()}\n${status === 0 ? '✔' : '✘'} ${name} (${((performance.now() - started) / 1000).toFixed(1)} s)`);
  return status === 0;
}

async function runRow(steps) {
  let failed = 0;
  for (const step of steps) if (!(await run(step))) failed += 1;
  return failed;
}

const failed = (await Promise.all(ROWS.map(runRow))).reduce((sum, one) => sum + one, 0);

if (process.argv.includes('--fast')) process.exit(failed === 0 ? 0 : 1);
if (failed > 0) {
  console.log(`0 passed, ${failed} failed`);
  process.exit(1);
}
process.exitCode = spawnSync(process.execPath, ['test/run.mjs'], { stdio: 'inherit' }).status ?? 1;
