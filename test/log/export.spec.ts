import { verifyExport, type ExportedEvent, type ExportHeader, type Verdict } from '#log';
import { aStream, logHub, said, somebody, type LogHub } from './log-hub.js';

let hub: LogHub;
let stream: string;
let lines: string[];

beforeAll(async () => {
  hub = await logHub();
  stream = aStream();
  for (let n = 1; n <= 6; n += 1) {
    await hub.unitOfWork.run(somebody, [], async ({ record }) => record(said, stream, { n, note: `ü${n} € 𝄞` }, n === 3 ? { personal: { text: 'words' } } : {}));
  }
  lines = [];
  for await (const line of hub.streams.lines(stream, { words: true })) lines.push(line);
});
afterAll(() => hub.close());

/** The export with one event (by its offset, 0 is the header) made into others. */
function changed(offset: number, change: (line: ExportedEvent & ExportHeader) => object): string[] {
  return lines.map((line, at) => (at === offset ? JSON.stringify(change(JSON.parse(line) as ExportedEvent & ExportHeader)) : line));
}

function moveLine(from: number, to: number): string[] {
  const moved = [...lines];
  moved.splice(to, 0, ...moved.splice(from, 1));
  return moved;
}

const without = (...offsets: number[]): string[] => lines.filter((_, at) => !offsets.includes(at));
const renumber = (some: string[]): string[] => some.map((line, at) => (at === 0 ? line : JSON.stringify({ ...(JSON.parse(line) as object), offset: at })));
const twice = (offset: number): string[] => lines.flatMap((line, at) => (at === offset ? [line, line] : [line]));
const putIn = (): string[] => renumber([...lines.slice(0, 4), JSON.stringify({ ...(JSON.parse(lines[3] ?? '') as object), data: { n: 99 } }), ...lines.slice(4)]);

describe('an export of a stream', () => {
  it('holds the header, every event in order, and verifies', async () => {
    expect(lines).toHaveLength(7);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ format: 'corridor-hub stream', stream, after: { offset: 0 }, head: { offset: 6 } });
    expect(await verifyExport(lines)).toMatchObject({ ok: true, stream, events: 6, head: { offset: 6 } });
    expect(await verifyExport([...lines, ''])).toMatchObject({ ok: true });
  });

  it('verifies without the words of people just as well', async () => {
    const bare: string[] = [];
    for await (const line of hub.streams.lines(stream, { words: false })) bare.push(line);
    expect(bare.join()).not.toContain('words');
    expect(await verifyExport(bare)).toMatchObject({ ok: true, events: 6 });
  });

  it('agrees with a hash that was noted elsewhere, and disagrees with another', async () => {
    const fourth = JSON.parse(lines[4] ?? '') as ExportedEvent;
    expect(await verifyExport(lines, { offset: 4, hash: fourth.hash })).toMatchObject({ ok: true });
    expect(await verifyExport(lines, { offset: 4, hash: '0'.repeat(64) })).toMatchObject({ ok: false, offset: 4, fault: 'changed' });
  });

  it('may begin after a position: the chain holds from there, and shows whether a noted hash lies in it', async () => {
    const { epoch } = JSON.parse(lines[0] ?? '') as ExportHeader;
    const from = async (offset: number, of = epoch): Promise<string[]> => {
      const part: string[] = [];
      for await (const line of hub.streams.lines(stream, { words: true, from: { epoch: of, offset } })) part.push(line);
      return part;
    };
    const part = await from(4);
    expect(part.slice(1)).toEqual(lines.slice(5));
    const fourth = JSON.parse(lines[4] ?? '') as ExportedEvent;
    expect(await verifyExport(part, { offset: 4, hash: fourth.hash })).toMatchObject({ ok: true, events: 2 });
    expect(await verifyExport(part, { offset: 4, hash: '0'.repeat(64) })).toMatchObject({ ok: false, fault: 'changed' });
    expect(await verifyExport(part, { offset: 3, hash: '0'.repeat(64) })).toMatchObject({ ok: false, fault: 'missing', offset: 3 });
    expect(await verifyExport([part[0] ?? '', part[2] ?? ''])).toMatchObject({ ok: false, fault: 'missing', offset: 5 });
    expect(await from(0)).toEqual(lines);
    expect(await verifyExport(await from(6))).toMatchObject({ ok: true, events: 0 });
    await expect(from(7)).rejects.toMatchObject({ code: 'position_invalid' });
    await expect(from(2, 'another1')).rejects.toMatchObject({ code: 'position_invalid' });
  });

  it.each<[string, () => string[], Partial<Extract<Verdict, { ok: false }>>]>([
    ['data that were changed', () => changed(2, (e) => ({ ...e, data: { ...(e.data as object), n: 7 } })), { fault: 'changed', offset: 2 }],
    ['a time that was changed', () => changed(5, (e) => ({ ...e, time: '2020-01-01T00:00:00.000Z' })), { fault: 'changed', offset: 5 }],
    ['an actor that was changed', () => changed(1, (e) => ({ ...e, actor: 'person:other' })), { fault: 'changed', offset: 1 }],
    ['an audience that was widened', () => changed(4, (e) => ({ ...e, audience: ['public'] })), { fault: 'changed', offset: 4 }],
    ['a hash that was changed', () => changed(3, (e) => ({ ...e, hash: 'a'.repeat(64) })), { fault: 'changed', offset: 3 }],
    ['words that were changed', () => changed(3, (e) => ({ ...e, personal: { ...e.personal, data: { text: 'other' } } })), { fault: 'changed', offset: 3 }],
    ['the last event changed', () => changed(6, (e) => ({ ...e, id: '0198a2b4-7c1e-7d3a-9f00-1c2d3e4f5a6b' })), { fault: 'changed', offset: 6 }],
    ['an event that is missing', () => without(3), { fault: 'missing', offset: 3 }],
    ['the first event missing', () => without(1), { fault: 'missing', offset: 1 }],
    ['a missing event that was numbered over', () => renumber(without(3)), { fault: 'changed', offset: 3 }],
    ['an event that is there twice', () => twice(4), { fault: 'inserted', offset: 4 }],
    ['an event that was put in and numbered', putIn, { fault: 'inserted', offset: 4 }],
    ['two neighbours that changed places', () => moveLine(4, 3), { fault: 'reordered', offset: 4 }],
    ['an event moved to the end', () => moveLine(2, 6), { fault: 'reordered', offset: 3 }],
    ['an end that was cut off', () => without(5, 6), { fault: 'truncated', offset: 5 }],
    ['nothing but the header', () => lines.slice(0, 1), { fault: 'truncated', offset: 1 }],
    ['a head that was moved back', () => changed(0, (h) => ({ ...h, head: { ...h.head, offset: 5 } })), { fault: 'inserted', offset: 6 }],
    ['a head of another hash', () => changed(0, (h) => ({ ...h, head: { ...h.head, hash: 'b'.repeat(64) } })), { fault: 'changed', offset: 6 }],
    ['a header of another stream', () => changed(0, (h) => ({ ...h, stream: 'meeting:other' })), { fault: 'changed', offset: 0 }],
    ['a line that is none', () => [...lines.slice(0, 3), '{"offset":', ...lines.slice(4)], { fault: 'unreadable', offset: 3 }],
    ['a file that is none', () => ['hello'], { fault: 'unreadable', offset: null }],
    ['an empty file', () => [], { fault: 'unreadable', offset: null }],
  ])('names %s', async (_what, tampered, fault) => {
    expect(await verifyExport(tampered())).toMatchObject({ ok: false, ...fault });
  });
});
