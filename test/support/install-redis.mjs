// The Redis of the queue's tests. Does nothing when it is there; installs Debian's package when it may.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, writeFileSync, rmSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const PROGRAM = '/usr/bin/redis-server';
/** While this is there, Debian starts no service at the end of an install: the tests start their own servers. */
const POLICY = '/usr/sbin/policy-rc.d';

/** Answers whether Redis is there now. */
export function installRedis() {
  if (existsSync(PROGRAM)) return true;
  if (process.getuid?.() !== 0 || spawnSync('apt-get', ['--version']).status !== 0) {
    console.error(`The tests of the queue need Redis 7 at ${PROGRAM}: install redis-server (as root: apt-get install redis-server).`);
    return false;
  }
  console.log('Installing redis-server for the tests of the queue ...');
  const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const kept = existsSync(POLICY);
  if (!kept) writeFileSync(POLICY, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  try {
    for (const step of [['update', '-qq'], ['install', '-y', '-qq', '--no-install-recommends', 'redis-server']]) execFileSync('apt-get', step, { stdio: ['ignore', 'ignore', 'inherit'], env: environment });
  } finally {
    if (!kept) rmSync(POLICY, { force: true });
  }
  return existsSync(PROGRAM);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) process.exitCode = installRedis() ? 0 : 1;
