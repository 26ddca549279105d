// `npm test`: everything, on a fresh clone too. Arguments go to Jest (`npm test -- test/council`).
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { installBrowser } from './support/install-browser.mjs';

process.chdir(new URL('..', import.meta.url).pathname);

/** Runs one step; a step that fails ends the run, with the line that every run ends with. */
function step(name, command, args) {
  console.log(`\n— ${name}`);
  const { status } = spawnSync(command, args, { stdio: 'inherit' });
  if (status === 0) return;
  console.log(`The step "${name}" failed.\n0 passed, 1 failed`);
  process.exit(1);
}

if (!existsSync('node_modules/jest')) step('install', 'npm', ['ci', '--no-audit', '--no-fund']);
installBrowser();
step('build', 'npm', ['run', '--silent', 'build']);

console.log('\n— tests');
const jest = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning', 'node_modules/jest/bin/jest.js'];
const { status } = spawnSync(process.execPath, [...jest, '--reporters=default', '--reporters=<rootDir>/test/support/reporter.mjs', ...process.argv.slice(2)], { stdio: 'inherit' });
process.exitCode = status ?? 1;
