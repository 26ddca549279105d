// `npm run check`: types, lint, imports, drift of what is generated, tests. The same here and in CI.
// `--fast` leaves the tests out: that is what the commit hook runs.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));

const STEPS = [
  ['types', 'npm', ['run', '--silent', 'types']],
  ['lint', 'npm', ['run', '--silent', 'lint']],
  ['imports', 'npm', ['run', '--silent', 'deps']],
  ['contracts and settings: what is generated says what the code says', process.execPath, ['apps/cli/bin/hub.mjs', 'contracts', '--check']],
];

let failed = 0;
for (const [name, command, args] of STEPS) {
  const started = performance.now();
  const { status } = spawnSync(command, args, { stdio: 'inherit' });
  console.log(`${status === 0 ? '✔' : '✘'} ${name} (${((performance.now() - started) / 1000).toFixed(1)} s)`);
  if (status !== 0) failed += 1;
}

if (process.argv.includes('--fast')) process.exit(failed === 0 ? 0 : 1);
if (failed > 0) {
  console.log(`0 passed, ${failed} failed`);
  process.exit(1);
}
process.exitCode = spawnSync(process.execPath, ['test/run.mjs'], { stdio: 'inherit' }).status ?? 1;
