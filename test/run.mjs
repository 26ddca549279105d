// `npm test`: everything, on a fresh clone too. Arguments go to Jest (`npm test -- test/council`).
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isBuilt } from '../apps/cli/bin/stamp.mjs';
import { installBrowser } from './support/install-browser.mjs';
import { installRedis } from './support/install-redis.mjs';
import { installNats } from './support/install-nats.mjs';
import { installPdfTools } from './support/install-pdf-tools.mjs';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));

/** Test files that are heard again when they fail. */
const HEARD_AGAIN = 3;

/**
 * Test files of one process share what they import, the catalogue of contracts among it. Those that declare contracts of their own,
 * by themselves or by what stands beside them, stay among themselves: a job that only they can take would stop every other hub.
 */
const declareJobs = findDeclaring('test', /\b(command|query|job)\('test\./);
const declareEvents = findDeclaring('test', /\b(event|signal)\('test\./).filter((file) => !declareJobs.includes(file));

function findDeclaring(root, declaration) {
  const files = readdirSync(root, { recursive: true }).filter((file) => file.endsWith('.ts')).map((file) => join(root, file));
  const text = new Map(files.map((file) => [file, readFileSync(file, 'utf8')]));
  const found = new Set(files.filter((file) => declaration.test(text.get(file))));
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
const runs = [
  run('tests', { testPathIgnorePatterns: ['/node_modules/', ...[...declareEvents, ...declareJobs].map((file) => `/${file}$`)] }),
  run('tests that declare events of their own', { testMatch: declareEvents.map((file) => `<rootDir>/${file}`) }),
  run('tests that declare jobs of their own', { testMatch: declareJobs.map((file) => `<rootDir>/${file}`) }),
];
const passed = runs.reduce((sum, one) => sum + one.passed, 0);
const failed = judge(runs);
rmSync(folder, { recursive: true, force: true });
console.log(`${passed + runs.reduce((sum, one) => sum + one.failed, 0) - failed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

/**
 * A few files that failed are heard again: each must pass twice, alone on the machine. What does is told apart and by name, since
 * a test that fails once is a fault as well, of the hub or of the test. More than a few, or a run that broke, is no accident.
 * @returns how many tests have failed
 */
function judge(runs) {
  const failed = runs.reduce((sum, one) => sum + one.failed, 0);
  const failures = runs.flatMap((one) => one.failures).map(({ file, test }) => ({ file: relative('.', file).replaceAll('\\', '/'), test }));
  const files = [...new Set(failures.map(({ file }) => file))];
  if (failed === 0 || failed !== failures.length || files.length > HEARD_AGAIN) return failed;
  const restless = files.filter((file) => [1, 2].every((time) => run(`${file}, heard again (${time} of 2)`, { testMatch: [`<rootDir>/${file}`], maxWorkers: 1 }).failed === 0));
  const excused = failures.filter(({ file }) => restless.includes(file));
  for (const { file, test } of excused) console.log(`Failed once and passed twice, a fault to be found: ${file}: ${test}`);
  return failed - excused.length;
}

/**
 * Runs test files with Jest.
 * @returns how many tests passed and failed, and which failed
 */
function run(name, more) {
  console.log(`\n— ${name}`);
  const summary = join(folder, 'summary.json');
  rmSync(summary, { force: true });
  const config = { ...settings, ...more, rootDir: process.cwd(), reporters: ['default', ['<rootDir>/test/support/jest/reporter.mjs', { file: summary }]] };
  const jest = ['--conditions=source', '--enable-source-maps', '--import', './test/support/jest/typescript.mjs', 'node_modules/jest/bin/jest.js'];
  const { status } = spawnSync(process.execPath, [...jest, '--config', JSON.stringify(config), '--passWithNoTests', ...process.argv.slice(2)], { stdio: 'inherit' });
  if (!existsSync(summary)) return { passed: 0, failed: status === 0 ? 0 : 1, failures: [] };
  const result = JSON.parse(readFileSync(summary, 'utf8'));
  return { ...result, failed: status === 0 ? result.failed : Math.max(result.failed, 1) };
}
