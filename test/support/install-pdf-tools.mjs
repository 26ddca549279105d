// What the tests of reports read PDF files with. Does nothing when it is there; installs Debian's packages when it may.
import { execFileSync, spawnSync } from 'node:child_process';
import { pathToFileURL } from 'node:url';

const PACKAGES = ['poppler-utils', 'qpdf'];
const present = () => ['pdftotext', 'qpdf'].every((program) => spawnSync(program, [program === 'qpdf' ? '--version' : '-v']).status === 0);

/** Answers whether both are there now. */
export function installPdfTools() {
  if (present()) return true;
  if (process.getuid?.() !== 0 || spawnSync('apt-get', ['--version']).status !== 0) {
    console.error(`The tests of reports need pdftotext and qpdf: install ${PACKAGES.join(', ')} (as root: apt-get install ${PACKAGES.join(' ')}).`);
    return false;
  }
  console.log(`Installing ${PACKAGES.join(', ')} for the tests of reports ...`);
  const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  for (const step of [['update', '-qq'], ['install', '-y', '-qq', '--no-install-recommends', ...PACKAGES]]) execFileSync('apt-get', step, { stdio: ['ignore', 'ignore', 'inherit'], env: environment });
  return present();
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) process.exitCode = installPdfTools() ? 0 : 1;
