import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { council } from '#contracts';
import { StreamExport } from '#log';
import { aCouncil } from '../support/council.js';
import { startHub } from '../support/hub.js';
import { run } from '../support/spawn-hub.js';

let folder: string;
const lines: string[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'hub-verify-'));
  const hub = await startHub();
  const { secretary, meetingId, stream } = await aCouncil(hub);
  for (let n = 1; n <= 6; n += 1) await secretary.send(council.postMessage, { meetingId, text: `message ${n}` });
  for await (const line of hub.app.get(StreamExport, { strict: false }).lines(stream, { words: true })) lines.push(line);
  await hub.close();
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The answer of `hub verify` to an export with these lines. The header is line 0, event n stands in line n. */
async function verify(changed: readonly string[]): Promise<{ code: number | null; output: string }> {
  const file = join(folder, 'export.ndjson');
  writeFileSync(file, `${changed.join('\n')}\n`);
  return run(['verify', file], {});
}

describe('hub verify', () => {
  it('says that a whole chain holds, and ends with 0', async () => {
    const { code, output } = await verify(lines);
    expect([code, output]).toEqual([0, expect.stringContaining(`holds: ${lines.length - 1} events`)]);
  });

  const at = 4;
  it.each<[string, (all: string[]) => string[], string]>([
    ['changed', (all) => all.with(at, (all[at] ?? '').replace(/"time":"2/, '"time":"1')), `Event ${at} was changed`],
    ['taken away', (all) => all.toSpliced(at, 1), `Event ${at} is missing`],
    ['put in', (all) => all.toSpliced(at, 0, (all[at] ?? '').replace(/"type":"[^"]*"/, '"type":"council.vote.forged.v1"')), `Event ${at} was put in`],
    ['moved', (all) => all.toSpliced(at, 2, all[at + 1] ?? '', all[at] ?? ''), `stands before event ${at}`],
    ['cut off', (all) => all.slice(0, -2), 'are missing: the export was cut off'],
  ])('names the event that was %s, and ends with 1', async (_, forge, message) => {
    const { code, output } = await verify(forge(lines));
    expect([code, output]).toEqual([1, expect.stringContaining(message)]);
  });

  it('says in one sentence that there is no such file', async () => {
    const { code, output } = await run(['verify', join(folder, 'none')], {});
    expect([code, output]).toEqual([1, expect.stringContaining('cannot be read')]);
  });
});
