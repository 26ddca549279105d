import { chmodSync, existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

/**
 * A folder of the whole test run, filled by the first test file that asks for it, of however many processes; the others
 * wait for it. The run's teardown throws it away.
 */
export async function onceARun(name: string, fill: (folder: string) => Promise<void>): Promise<string> {
  const folder = join(process.env['HUB_TEST_FOLDER'] ?? '', name);
  const [filled, failed] = [`${folder}.filled`, `${folder}.failed`];
  if (claimed(folder)) {
    chmodSync(folder, 0o755);
    await fill(folder).then(() => mkdirSync(filled), (fault: unknown) => {
      mkdirSync(failed);
      throw fault;
    });
  }
  while (!existsSync(filled)) {
    if (existsSync(failed)) throw new Error(`${folder} could not be filled; the test file that tried says why`);
    await wait(20);
  }
  return folder;
}

/** Making a folder is atomic: of two that try, one has made it. */
function claimed(path: string): boolean {
  try {
    mkdirSync(path);
    return true;
  } catch (fault) {
    if ((fault as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw fault;
  }
}
