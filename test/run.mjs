// `npm test`: everything, on a fresh clone too. Arguments go to Jest (`npm test -- test/council`).
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isBuilt } from '../apps/cli/bin/stamp.mjs';
import { installBrowser } from './support/install-browser.mjs';
import { installRedis } from './support/install-redis.mjs';
import { installNats } from './support/install-nats.mjs';
import { installPdfTools } from './support/install-pdf-tools.mjs';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));

/**
 * Test files of one process share what they import, the catalogue of contracts among it. Those that declare contracts which
 * only they can serve, by themselves or by what stands beside them, each get a process of their own.
 */
const apart = findApart('test');

function findApart(root) {
  const files = readdirSync(root, { recursive: true }).filter((file) => file.endsWith('.ts')).map((file) => join(root, file));
  const text = new Map(files.map((file) => [file, readFileSync(file, 'utf8')]));
  const found = new Set(files.filter((file) => /\b(command|query|event|job|signal)\('test\./.test(text.get(file))));
  const imports = (file, other) => text.get(file).includes(`/${basename(other, '.ts')}.js'`);
  // A set is walked to its end, also while it grows.
  for (const other of found) for (const file of files) if (imports(file, other)) found.add(file);
  return [...found].filter((file) => file.endsWith('.spec.ts')).map((file) => file.replaceAll('\\', '/'));
}

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

const { jest: settings } = JSON.parse(readFileSync('package.json', 'utf8'));
const folder = mkdtempSync(join(tmpdir(), 'hub-tests-'));
const totals = [
  run('tests', { testPathIgnorePatterns: ['/node_modules/', ...apart.map((file) => `/${file}$`)] }),
  // A process that has run a file and holds anything at all is replaced.
  run('tests that declare contracts of their own', { testMatch: apart.map((file) => `<rootDir>/${file}`), workerIdleMemoryLimit: '1MB' }),
];
rmSync(folder, { recursive: true, force: true });
const [passed, failed] = [0, 1].map((at) => totals.reduce((sum, total) => sum + total[at], 0));
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

/** Runs test files with Jest. @returns how many tests passed and failed */
function run(name, more) {
  console.log(`\n— ${name}`);
  const summary = join(folder, name);
  const config = { ...settings, ...more, rootDir: process.cwd(), reporters: ['default', ['<rootDir>/test/support/jest/reporter.mjs', { file: summary }]] };
  const jest = ['--conditions=source', '--enable-source-maps', '--import', './test/support/jest/typescript.mjs', 'node_modules/jest/bin/jest.js'];
  const { status } = spawnSync(process.execPath, [...jest, '--config', JSON.stringify(config), '--passWithNoTests', ...process.argv.slice(2)], { stdio: 'inherit' });
  if (!existsSync(summary)) return [0, status === 0 ? 0 : 1];
  const [passed, failed] = JSON.parse(readFileSync(summary, 'utf8'));
  return [passed, status === 0 ? failed : Math.max(failed, 1)];
}
