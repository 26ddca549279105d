// The NATS server of the bridge's tests. Does nothing when it is there; installs Debian's package when it may.
import { execFileSync, spawnSync } from 'node:child_process';
import { pathToFileURL } from 'node:url';

const present = () => spawnSync('nats-server', ['-v']).status === 0;

/** Answers whether the server is there now. */
export function installNats() {
  if (present()) return true;
  if (process.getuid?.() !== 0 || spawnSync('apt-get', ['--version']).status !== 0) {
    console.error('The tests of the bridge need nats-server: install it (as root: apt-get install nats-server).');
    return false;
  }
  console.log('Installing nats-server for the tests of the bridge ...');
  const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  for (const step of [['update', '-qq'], ['install', '-y', '-qq', '--no-install-recommends', 'nats-server']]) execFileSync('apt-get', step, { stdio: ['ignore', 'ignore', 'inherit'], env: environment });
  return present();
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) process.exitCode = installNats() ? 0 : 1;
