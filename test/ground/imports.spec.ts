import { execFile } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

/** One breach for each rule: file → what it imports. */
const breaches: Record<string, readonly (readonly [file: string, imports: string])[]> = {
  'no-cycles': [['libs/council/src/one.ts', './two.js'], ['libs/council/src/two.ts', './one.js']],
  'kernel-is-alone': [['libs/kernel/src/breach.ts', '#contracts']],
  'contracts-run-in-a-browser': [['libs/contracts/src/breach.ts', 'node:fs']],
  'platform-knows-no-domain': [['libs/log/src/breach.ts', '#council']],
  'domains-meet-through-events': [['libs/council/src/breach.ts', '#alliance']],
  'through-the-front-door': [['apps/hub/src/breach.ts', '../../../libs/council/src/floor/rule.js']],
  'libs-know-no-app': [['libs/db/src/breach.ts', '../../../apps/hub/src/main.js']],
};
const clean: readonly (readonly [file: string, imports: string | null])[] = [
  ...['kernel', 'contracts', 'log', 'identity', 'alliance', 'council'].map((lib) => [`libs/${lib}/src/index.ts`, null] as const),
  ['libs/council/src/floor/rule.ts', null], ['apps/hub/src/main.ts', '#council'], ['libs/council/src/meeting.ts', '#identity'], ['libs/log/src/append.ts', '#kernel'],
];

describe('the rules of who may import whom', () => {
  let tree: string;

  beforeEach(() => {
    tree = mkdtempSync(join(tmpdir(), 'hub-imports-'));
    for (const file of ['.dependency-cruiser.cjs', 'package.json', 'tsconfig.json']) copyFileSync(file, join(tree, file));
    symlinkSync(resolve('node_modules'), join(tree, 'node_modules'));
    for (const [file, imports] of clean) plant(file, imports);
  });
  afterEach(() => rmSync(tree, { recursive: true, force: true }));

  const plant = (file: string, imports: string | null): void => {
    mkdirSync(dirname(join(tree, file)), { recursive: true });
    writeFileSync(join(tree, file), `${imports === null ? '' : `import type * as other from '${imports}';\n`}export type It = ${imports === null ? '1' : 'typeof other'};\n`);
  };
  const cruise = async (): Promise<{ code: number | null; text: string }> =>
    new Promise((done) => {
      const child = execFile(process.execPath, [resolve('node_modules/dependency-cruiser/bin/dependency-cruise.mjs'), 'apps', 'libs'], { cwd: tree }, (_, stdout, stderr) => done({ code: child.exitCode, text: stdout + stderr }));
    });

  it('let clean code pass, by aliases and through the front door', async () => {
    const { code, text } = await cruise();
    expect(text).toContain('no dependency violations found');
    expect(code).toBe(0);
  });

  it('refuse one planted breach of each, by name', async () => {
    for (const planted of Object.values(breaches)) for (const [file, imports] of planted) plant(file, imports);
    const { code, text } = await cruise();
    expect(code).toBeGreaterThan(0);
    expect(Object.keys(breaches).filter((rule) => !text.includes(`error ${rule}:`))).toEqual([]);
  });
});
