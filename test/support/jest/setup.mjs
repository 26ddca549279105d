import { mkdtempSync, chmodSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder for what all test files of this run share; the first that needs a part of it makes it (`onceARun`). */
export default function setup() {
  process.env.HUB_TEST_FOLDER = mkdtempSync(join(tmpdir(), 'hub-test-'));
  chmodSync(process.env.HUB_TEST_FOLDER, 0o755);
}
