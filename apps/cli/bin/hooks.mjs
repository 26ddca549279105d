/** npm's `prepare`: lets git find the committed hooks. Outside a checkout there is nothing to do, and no install ever fails here. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(dirname(dirname(fileURLToPath(import.meta.url)))));
const git = (...args) => spawnSync('git', args, { cwd: root, encoding: 'utf8' });

if (!process.env.CI && existsSync(join(root, '.git'))) {
  const current = git('config', '--get', 'core.hooksPath').stdout?.trim();
  // Somebody's own choice of hooks stands.
  if (current === '') git('config', 'core.hooksPath', '.githooks');
}
