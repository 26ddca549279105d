import { parse } from 'csv-parse/sync';
import { readdirSync, readFileSync } from 'node:fs';
import readXlsxFile from 'read-excel-file/node';
import { readSettings } from '#config';
import type { DomainError } from '#kernel';
import { Forms, forms, mostCells, type ReportDocument, type Value } from '#reports';
import { until } from '../support/until.js';
import { names, sampleDocument, sampleWords, tableDocument } from './sample-document.js';

const idle = new AbortController().signal;
const opened: Forms[] = [];

/** A maker of forms with these settings; the processes that it starts end with the test. */
function aMaker(settings: Readonly<Record<string, string>> = {}): Forms {
  readSettings(settings, () => '');
  const made = new Forms();
  opened.push(made);
  return made;
}

afterAll(() => opened.forEach((one) => one.onApplicationShutdown()));

const maker = aMaker();
const text = async (document: ReportDocument, format: 'csv' | 'json', table?: string): Promise<string> => Buffer.from(await maker.make(document, format, idle, table)).toString('utf8');
const workbook = async (document: ReportDocument): Promise<Buffer> => Buffer.from(await maker.make(document, 'xlsx', idle));

describe('a report as CSV', () => {
  const csv = (document: ReportDocument, table?: string): Promise<string> => text(document, 'csv', table);

  it('begins with a byte order mark and the keys of the first table, and ends each line as RFC 4180 does', async () => {
    const written = await csv(tableDocument([{ key: 'unit', kind: 'text' }, { key: 'beds', kind: 'number' }], [['a "b", c', 3], ['南京\nline', null]]));
    expect(written).toBe('\ufeffunit,beds\r\n"a ""b"", c",3\r\n"南京\nline",\r\n');
  });

  it('puts an apostrophe before text that a spreadsheet would take for a formula, and leaves numbers as they are', async () => {
    const written = await csv(tableDocument([{ key: 'it', kind: 'text' }], [['=1+1'], ['+1'], ['-1'], ['@a'], ['\tx'], ['\rx'], [-1], ['a=b']]));
    expect(parse(written, { bom: true }).flat()).toEqual(['it', "'=1+1", "'+1", "'-1", "'@a", "'\tx", "'\rx", '-1', 'a=b']);
  });

  it('is the same byte for byte from the same document, whenever it was made', async () => {
    const [one, other] = [await csv(sampleDocument('ur')), await csv(sampleDocument('ur', 12, { madeAt: '2026-11-22T00:00:00.000Z' }))];
    expect(other).toBe(one);
    expect(one).not.toBe(await csv(sampleDocument('ur', 13)));
  });

  it('gives another table when its key is named', async () => {
    expect(await csv(sampleDocument('en'), 'empty')).toBe('\ufeffunit\r\n');
    await expect(csv(sampleDocument('en'), 'none')).rejects.toThrow('no table none');
  });
});

describe('a report as JSON', () => {
  it('has its members in one order, its rows by their keys, and nothing of when it was made', async () => {
    const written = await text(sampleDocument('zh', 1, { madeAt: '2026-11-22T00:00:00.000Z' }), 'json');
    expect(written).toBe(await text(sampleDocument('zh', 1), 'json'));
    const read = JSON.parse(written) as ReportDocument;
    expect(Object.keys(read)).toEqual(Object.keys(read).sort());
    expect(read).toMatchObject({ range: { events: 589 }, sections: [{ blocks: [{}, {}, { rows: [{ unit: names[0], beds: -20, open: true, raised_at: '2026-11-21T00:00:00.000Z' }] }] }, {}] });
    expect(read).not.toHaveProperty('madeAt');
  });
});

describe('a report as a workbook', () => {
  it('is read back by another library: a sheet for each table, numbers, instants, truths and texts as what they are', async () => {
    const sheets = await readXlsxFile(await workbook(sampleDocument('ar', 6, { madeAt: '2026-11-22T00:00:05.000Z' })));
    const words = sampleWords.ar;
    expect(sheets.map(({ sheet }) => sheet)).toEqual([words.section, words.beds, 'عن هذا التقرير']);
    const [titles, first, , third] = sheets[0]?.data ?? [];
    expect(titles).toEqual([words.unit, `${words.raised} (UTC)`, words.section, words.beds, words.free, words.occupied, 'ID']);
    expect(first).toEqual([names[0], new Date('2026-11-21T00:00:00.000Z'), new Date('2026-11-21T00:00:00.000Z'), -20, 0, true, '0198f0a2-7c55-7e1f-9d52-000000000000']);
    expect(third?.slice(0, 5)).toEqual([names[2], new Date('2026-11-21T00:20:00.000Z'), new Date('2026-11-21T00:00:00.000Z'), 54, 2 / 6]);
    const about = sheets[2]?.data.map((row) => row[1]) ?? [];
    expect(about).toEqual(expect.arrayContaining(['corridor.sample', '1200', '1789', 589, 'Asia/Karachi', new Date('2026-11-22T00:00:05.000Z'), words.paragraph, 1234.5]));
  });

  it('keeps text as text, however it begins and whatever is in it', async () => {
    const texts = ['=HYPERLINK("http://x")', '+1', '-1', '@a', '<b>&"', '  spaces  ', 'control \u0001 gone', '', '1e5', '007'];
    const sheets = await readXlsxFile(await workbook(tableDocument([{ key: 'it', kind: 'text' }, { key: 'n', kind: 'number' }], texts.map((it, n): Value[] => [it, n]))), { trim: false });
    expect(sheets[0]?.data.slice(1).map((row) => row[0] ?? '')).toEqual(texts.map((it) => it.replace('\u0001', '')));
  });

  it('gives each sheet a name that Excel takes, once', async () => {
    const document = sampleDocument('en', 1);
    const [first] = document.sections;
    const sections = ['A/B: [x]?*\\', 'a b x', `${'long '.repeat(10)}one`, `${'long '.repeat(10)}two`, "''"].map((title) => ({ title, blocks: first?.blocks.filter(({ block }) => block === 'table') ?? [] }));
    const sheets = (await readXlsxFile(await workbook({ ...document, sections }))).map(({ sheet }) => sheet);
    expect(sheets).toEqual(['A B x', 'a b x 2', 'long long long long long long l', 'long long long long long long 2', '–', 'About this report']);
  });

  it('is the same byte for byte from the same document', async () => {
    const [one, other] = [await workbook(sampleDocument('ru')), await workbook(sampleDocument('ru'))];
    expect(one.equals(other)).toBe(true);
  });
});

describe('the bounds of making a form', () => {
  const wide = (cells: number): ReportDocument => tableDocument([{ key: 'it', kind: 'number' }], Array.from({ length: cells }, (_, row) => [row]));

  it('refuses more cells than a form holds, before anything is begun', async () => {
    await expect(maker.make(wide(mostCells.pdf + 1), 'pdf', idle)).rejects.toMatchObject({ code: 'report_too_large', details: { cells: mostCells.pdf + 1, most: mostCells.pdf } });
  });

  it('ends a form that takes too long, and makes the next', async () => {
    const hasty = aMaker({ HUB_REPORT_SECONDS: '1' });
    await expect(hasty.make(sampleDocument('en', 2_800), 'pdf', idle)).rejects.toMatchObject({ code: 'report_took_too_long', details: { seconds: 1 } });
    readSettings({}, () => '');
    expect(await hasty.make(sampleDocument('en', 1), 'json', idle)).toBeInstanceOf(Uint8Array);
  });

  it('ends a form that takes too much memory, and makes the next', async () => {
    const small = aMaker({ HUB_REPORT_MEMORY_MB: '256' });
    await expect(small.make(sampleDocument('zh', 2_800), 'pdf', idle)).rejects.toMatchObject({ code: 'report_too_large' });
    readSettings({}, () => '');
    expect(await small.make(sampleDocument('en', 1), 'json', idle)).toBeInstanceOf(Uint8Array);
  });

  it('stops when nobody wants the form any more, with the reason that was given', async () => {
    const nobody = new AbortController();
    const reason = new Error('nobody wants it');
    const making = maker.make(sampleDocument('en', 2_000), 'pdf', nobody.signal);
    nobody.abort(reason);
    await expect(making).rejects.toBe(reason);
    await expect(maker.make(sampleDocument('en'), 'csv', nobody.signal)).rejects.toBe(reason);
  });

  it('takes another process when one has been killed at its work', async () => {
    const making = maker.make(sampleDocument('en', 2_800), 'pdf', idle);
    const outcome = making.catch((fault: Error) => fault.message);
    await until(() => children().length > 0);
    children().forEach((pid) => process.kill(pid, 'SIGKILL'));
    expect(await outcome).toBe('the renderer ended with SIGKILL');
    expect(await maker.make(sampleDocument('en', 1), 'csv', idle)).toBeInstanceOf(Uint8Array);
  });

  it('lets so many wait, serves them in turn, and refuses the next', async () => {
    const order: number[] = [];
    const outcomes = await Promise.allSettled(Array.from({ length: 100 }, (_, n) => maker.make(sampleDocument('en', 1), 'json', new AbortController().signal).then(() => order.push(n))));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(65);
    expect(order).toEqual(Array.from({ length: 65 }, (_, n) => n));
    expect(outcomes.flatMap((it) => (it.status === 'rejected' ? [(it.reason as DomainError).code] : []))).toEqual(Array.from({ length: 35 }, () => 'reports_busy'));
  });

  it('leaves no process behind when the hub ends, and makes nothing more', async () => {
    await maker.make(sampleDocument('en', 1), 'json', idle);
    const making = maker.make(sampleDocument('en', 2_000), 'pdf', idle);
    const outcome = making.catch((fault: DomainError) => fault.code);
    opened.forEach((one) => one.onApplicationShutdown());
    expect(await outcome).toBe('unavailable');
    await until(() => children().length === 0);
    expect(children()).toEqual([]);
    expect(forms.pdf.extension).toBe('pdf');
  });
});

/** The renderers that this process has started and that are not over. */
function children(): number[] {
  return readdirSync('/proc').filter((name) => /^\d+$/u.test(name)).map(Number).filter((pid) => {
    try {
      const [state, parent] = readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /u, '').split(' ');
      return Number(parent) === process.pid && state !== 'Z' && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('renderer');
    } catch {
      // It has ended since it was listed.
      return false;
    }
  });
}
