// `npm test`: everything, on a fresh clone too. Arguments go to Jest (`npm test -- test/council`).
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isBuilt } from '../apps/cli/bin/stamp.mjs';
import { installBrowser } from './support/install-browser.mjs';
import { installRedis } from './support/install-redis.mjs';
import { installNats } from './support/install-nats.mjs';
import { installPdfTools } from './support/install-pdf-tools.mjs';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));

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
installRedis();
installNats();
installPdfTools();
if (!isBuilt()) step('build', 'npm', ['run', '--silent', 'build']);

console.log('\n— tests');
const folder = mkdtempSync(join(tmpdir(), 'hub-tests-'));
const summary = join(folder, 'summary');
const { jest: settings } = JSON.parse(readFileSync('package.json', 'utf8'));
const config = { ...settings, rootDir: process.cwd(), reporters: ['default', ['<rootDir>/test/support/jest/reporter.mjs', { file: summary }]] };
const jest = ['--conditions=source', '--enable-source-maps', '--import', './test/support/jest/typescript.mjs', 'node_modules/jest/bin/jest.js'];
const { status } = spawnSync(process.execPath, [...jest, '--config', JSON.stringify(config), ...process.argv.slice(2)], { stdio: 'inherit' });
console.log(existsSync(summary) ? readFileSync(summary, 'utf8') : '0 passed, 1 failed');
rmSync(folder, { recursive: true, force: true });
process.exitCode = status ?? 1;
