// The browser and the fonts of the page tests. Does nothing when they are there; installs Debian's packages when it may.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const PACKAGES = ['chromium', 'fonts-noto-core', 'fonts-noto-cjk'];
const present = () => existsSync('/usr/bin/chromium') && ['/usr/share/fonts/truetype/noto', '/usr/share/fonts/opentype/noto'].every((folder) => existsSync(folder));

/** Answers whether the browser is there now. */
export function installBrowser() {
  if (present()) return true;
  if (process.getuid?.() !== 0 || spawnSync('apt-get', ['--version']).status !== 0) {
    console.error(`The page tests need Chromium at /usr/bin/chromium: install ${PACKAGES.join(', ')} (as root: apt-get install ${PACKAGES.join(' ')}).`);
    return existsSync('/usr/bin/chromium');
  }
  console.log(`Installing ${PACKAGES.join(', ')} for the page tests ...`);
  const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  for (const step of [['update', '-qq'], ['install', '-y', '-qq', '--no-install-recommends', ...PACKAGES]]) execFileSync('apt-get', step, { stdio: ['ignore', 'ignore', 'inherit'], env: environment });
  return present();
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) process.exitCode = installBrowser() ? 0 : 1;
