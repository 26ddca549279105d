import { mkdtempSync, chmodSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** One folder for the database server that all test files of this run share; the first that needs it starts it. */
export default function setup() {
  if (process.env.HUB_TEST_DATABASE_URL) return;
  process.env.HUB_TEST_FOLDER = mkdtempSync(join(tmpdir(), 'hub-test-'));
  chmodSync(process.env.HUB_TEST_FOLDER, 0o755);
}
