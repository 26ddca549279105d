// `npm run bench [-- <name prefix> …] [--quick]`: builds the hub, compiles the bench, runs it, prints a table and writes var/bench/latest.json.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { transformSync } from '@swc/core';

process.chdir(new URL('../..', import.meta.url).pathname);

/** Compiles the bench's own TypeScript, file by file, into var/bench/app; types are checked by `npm run lint`. */
function compile(folder, target) {
  const jsc = { parser: { syntax: 'typescript', decorators: true }, transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false }, target: 'es2022', keepClassNames: true };
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    if (!entry.name.endsWith('.ts')) continue;
    const source = join(entry.parentPath ?? entry.path, entry.name);
    const compiled = join(target, source.slice(folder.length).replace(/\.ts$/, '.js'));
    mkdirSync(dirname(compiled), { recursive: true });
    writeFileSync(compiled, transformSync(readFileSync(source, 'utf8'), { filename: source, jsc, module: { type: 'es6' }, sourceMaps: 'inline' }).code);
  }
}

if (!process.argv.includes('--built')) {
  const { status } = spawnSync('npm', ['run', '--silent', 'build'], { stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}
rmSync('var/bench/app', { recursive: true, force: true });
compile('test/bench', 'var/bench/app');
const { bench } = await import(new URL('../../var/bench/app/harness/bench.js', import.meta.url).href);
process.exitCode = await bench(process.argv.slice(2).filter((argument) => argument !== '--built'));
