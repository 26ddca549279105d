import { StreamExport, verifyExport } from '#log';
import { Door } from '../../apps/cli/src/rehearsal/door.js';
import type { Invariant } from '../../apps/cli/src/rehearsal/findings.js';
import { rehearse } from '../../apps/cli/src/rehearsal/rehearse.js';
import type { Report } from '../../apps/cli/src/rehearsal/report.js';
import { startHub, type TestHub } from '../support/hub.js';
import { claim } from '../support/people.js';
import { startProxy, type Mangle } from './mangling-proxy.js';

const silent = { phase: () => undefined, step: () => undefined, end: () => undefined };
const troupe = { name: 'rehearsal-test', secret: 'the rivers of a rehearsal that nobody else knows' };

let hub: TestHub;
let admin: Door;

beforeAll(async () => {
  hub = await startHub();
  admin = new Door(hub.url).as((await claim(hub)).token);
});
afterAll(() => hub.close());

async function verifyChain(stream: string): Promise<{ breach: string | null; events: number }> {
  const verdict = await verifyExport(hub.app.get(StreamExport, { strict: false }).lines(stream, { words: true }));
  return verdict.ok ? { breach: null, events: verdict.events } : { breach: verdict.message, events: 0 };
}

function verdictOf(report: Report, invariant: Invariant): string | undefined {
  return report.findings.find((finding) => finding.invariant === invariant)?.verdict;
}

describe('a rehearsed council', () => {
  it('holds everything with 55 delegates and 10 observers, lines cut in every vote, and retries and second devices', async () => {
    const report = await rehearse({ url: hub.url, admin, troupe, delegates: 55, observers: 10, polls: 3, seed: 1, progress: silent, verifyChain });
    expect(report.broken).toBeNull();
    expect(report.findings.filter(({ verdict }) => verdict !== 'ok')).toEqual([]);
    expect(report.counts.cuts).toBeGreaterThan(30);
    expect(report.counts.resumes).toBeGreaterThan(30);
    expect(report.counts.deliveries).toBeGreaterThan(15_000);
    expect(report.ok).toBe(true);
  }, 420_000);
});

/** The first message that `picks` chooses is mangled, all others pass. */
function once(picks: (text: string) => boolean, mangle: (text: string) => readonly string[]): Mangle {
  let done = false;
  return (text) => {
    if (done || !picks(text)) return [text];
    done = true;
    return mangle(text);
  };
}

const isFrame = (text: string): boolean => text.includes('["events",') && text.includes('council.chat.posted.v1');

describe('a rehearsal over a line that lies', () => {
  async function over(mangle: Mangle): Promise<Report> {
    const proxy = await startProxy(hub.url, mangle);
    try {
      return await rehearse({ url: proxy.url, admin, troupe, delegates: 9, observers: 2, polls: 1, seed: 2, progress: silent });
    } finally {
      await proxy.close();
    }
  }

  it.each<[string, Invariant, Mangle]>([
    ['a frame that was lost', 'ranges', once(isFrame, () => [])],
    ['a frame that comes twice', 'ranges', once(isFrame, (text) => [text, text])],
    ['an event of another meeting', 'audience', once(isFrame, (text) => [text.replace(/(?<="type":"[^"]*","stream":"meeting:)[^"]*/, '00000000-0000-7000-8000-000000000000')])],
    ['a check-in that reads otherwise on the way', 'state', once((text) => text.includes('["events",') && text.includes('"mode":"hall"'), (text) => [text.replaceAll('"mode":"hall"', '"mode":"online"')])],
    ['a result that was not voted', 'tally', once((text) => text.includes('"verdict":') && text.startsWith('43/hub'), (text) => [text.replace(/"yes":"\d+/, '"yes":"777')])],
    ['receipts of other ballots', 'ballots', (text) => [text.startsWith('43/hub') ? text.replace(/"receipt":"[^"]*"/, '"receipt":"00000-00000-00000-00000"') : text]],
  ])('notices %s', async (_, invariant, mangle) => {
    const report = await over(mangle);
    expect([report.ok, verdictOf(report, invariant)]).toEqual([false, 'FAILED']);
  }, 120_000);
});
