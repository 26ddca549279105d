// `npm run sdk`: makes the package in dist/sdk, ready for `npm pack` there. The contracts are shipped along.
import { spawnSync } from 'node:child_process';
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('.', import.meta.url));
const root = join(here, '..', '..');
const target = join(root, 'dist', 'sdk');

rmSync(target, { recursive: true, force: true });
const { status } = spawnSync(process.execPath, [join(root, 'node_modules', 'typescript', 'bin', 'tsc'), '-p', join(here, 'tsconfig.json')], { stdio: 'inherit' });
if (status !== 0) process.exit(1);

const { exports, ...own } = JSON.parse(readFileSync(join(here, 'package.json'), 'utf8'));
// The sources stay here: the package names only what it holds.
for (const entry of Object.values(exports)) if (typeof entry === 'object') delete entry.source;
writeFileSync(join(target, 'package.json'), `${JSON.stringify({ ...own, exports }, null, 2)}\n`);
for (const part of ['README.md', 'examples']) cpSync(join(here, part), join(target, part), { recursive: true });
