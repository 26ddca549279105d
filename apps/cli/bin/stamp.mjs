import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { argv } from 'node:process';
import { fileURLToPath } from 'node:url';

/** The stamp says which sources a build was made of: equal stamp, nothing to build. Run as a program, it writes it. */
const root = dirname(dirname(dirname(dirname(fileURLToPath(import.meta.url)))));
const file = join(root, 'dist', '.stamp');
const SETTINGS = ['package.json', 'package-lock.json', 'tsconfig.json', 'tsconfig.build.json', 'nest-cli.json', 'apps/cli/bin/bundle.mjs'];

export function isBuilt() {
  return existsSync(file) && readFileSync(file, 'utf8') === digest();
}

function digest() {
  const hash = createHash('sha256').update(process.versions.node.split('.')[0]);
  for (const name of SETTINGS) hash.update(readFileSync(join(root, name)));
  for (const folder of ['apps', 'libs']) {
    const names = readdirSync(join(root, folder), { recursive: true }).filter((name) => /\.(ts|tsx|json)$/.test(name) && !name.endsWith('.spec.ts')).sort();
    for (const name of names) hash.update(name).update(readFileSync(join(root, folder, name)));
  }
  return hash.digest('hex');
}

if (argv[1] === fileURLToPath(import.meta.url)) {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, digest());
}
