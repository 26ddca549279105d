import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readSettings } from '#config';
import { Forms, type ReportDocument } from '#reports';
import { languages, sampleDocument, sampleWords } from './sample-document.js';

readSettings({}, () => '');
const maker = new Forms();
const folder = mkdtempSync(join(tmpdir(), 'hub-pdf-'));
const idle = new AbortController().signal;

afterAll(() => {
  maker.onApplicationShutdown();
  rmSync(folder, { recursive: true, force: true });
});

const pdf = async (document: ReportDocument): Promise<Buffer> => Buffer.from(await maker.make(document, 'pdf', idle));

/** What a program says of a file. */
function ask(program: string, args: readonly string[], file: Buffer): string {
  const path = join(folder, 'asked.pdf');
  writeFileSync(path, file);
  const { status, stdout, stderr } = spawnSync(program, args.map((argument) => (argument === 'FILE' ? path : argument)), { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  if (status !== 0) throw new Error(`${program}: ${stderr || stdout}`);
  return stdout;
}

/** Its words as a reader would search them: in the order in which they are read, without marks of direction. */
function textOf(file: Buffer): string {
  return ask('pdftotext', ['FILE', '-'], file).replace(/[\u200b-\u200f\u202a-\u202e\u2066-\u2069]/gu, '').replace(/\s+/gu, ' ');
}

/** The PDF's own objects, uncompressed, as text. */
const objectsOf = (file: Buffer): string => ask('qpdf', ['--qdf', '--object-streams=disable', 'FILE', '-'], file);

describe.each(languages)('a report as PDF in %s', (language) => {
  const words = sampleWords[language];
  let file: Buffer;
  beforeAll(async () => { file = await pdf(sampleDocument(language)); });

  it('is a sound PDF/A-2b, tagged, that says its language and its title', () => {
    expect(ask('qpdf', ['--check', 'FILE'], file)).toContain('No syntax or stream encoding errors found');
    const objects = objectsOf(file);
    expect(objects).toContain('<pdfaid:part>2</pdfaid:part>');
    expect(objects).toContain('<pdfaid:conformance>B</pdfaid:conformance>');
    expect(objects).toMatch(/\/Marked true/u);
    expect(objects).toContain(`/Lang (${language})`);
    expect(objects).toContain(`<dc:title><rdf:Alt><rdf:li xml:lang="x-default">`);
    expect(ask('pdfinfo', ['FILE'], file)).toContain(`Title:           ${words.title}`);
  });

  it('holds its words in the order in which they are read', () => {
    const text = textOf(file);
    for (const said of [words.title, words.subtitle, words.section, words.unit, words.raised]) expect(text).toContain(said);
    // Names in other scripts than the report's are in it as well; what no font has is a box.
    for (const name of ['Lahore General Hospital (EMT-2)', '南京鼓楼医院', 'Городская больница № 7', 'جناح ہسپتال کراچی', 'مستشفى دبي', 'Unit □ 7']) expect(text).toContain(name);
  });

  it('shows instants in the zone of the reader, figures with Latin digits, and on its last page over which events it was made', () => {
    const text = textOf(file);
    for (const said of ['2026-11-21 05:00:00', 'Asia/Karachi', '1200', '1789', '589', '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08', '2026-11-22 00:00:00', 'corridor.sample']) expect(text).toContain(said);
    expect(text).toMatch(/-20/u);
    expect(text).not.toMatch(/[\u0660-\u0669\u06f0-\u06f9]/u);
  });
});

describe('a report as PDF', () => {
  it('says on its first page of which span it is, and keeps a short table on one page', async () => {
    const rows = Array.from({ length: 6 }, (_, row) => [`Unit ${row}`]);
    const table = { block: 'table', key: 'units', columns: [{ key: 'unit', title: 'Name of the unit', kind: 'text' }], rows } as const;
    const page = (file: Buffer, number: number): string => ask('pdftotext', ['-f', String(number), '-l', String(number), 'FILE', '-'], file);
    // However far down a page the table would begin, its head stands once.
    for (const before of [20, 24, 28, 32]) {
      const file = await pdf(sampleDocument('en', 0, { sections: [{ title: 'Units', blocks: [...Array.from({ length: before }, () => ({ block: 'paragraph', text: 'One line.' }) as const), table] }] }));
      expect(page(file, 1)).toContain('2026-11-21 00:00:00 – 2026-11-22 00:00:00');
      expect(textOf(file).split('Name of the unit')).toHaveLength(2);
    }
  });

  it('repeats the head of a table on each page, and numbers its pages', async () => {
    const file = await pdf(sampleDocument('en', 120));
    const pages = Number(/Pages:\s+(\d+)/u.exec(ask('pdfinfo', ['FILE'], file))?.[1]);
    expect(pages).toBeGreaterThan(4);
    for (const page of ['1', '2', '3']) {
      const text = ask('pdftotext', ['-f', page, '-l', page, 'FILE', '-'], file);
      expect(text).toContain('Raised at');
      // The gaps are narrow; some programs read them as none.
      expect(text).toMatch(new RegExp(`\\b${page} ?/ ?${pages}\\b`, 'u'));
    }
  });

  it('is the same byte for byte from the same document, and another from another', async () => {
    const [one, other] = [await pdf(sampleDocument('zh')), await pdf(sampleDocument('zh'))];
    expect(one.equals(other)).toBe(true);
    expect(one.equals(await pdf(sampleDocument('zh', 13)))).toBe(false);
    expect(ask('pdfinfo', ['-rawdates', 'FILE'], one)).toMatch(/CreationDate:\s+D:20261121190000/u);
    // A report of all of its subject has no window, and the file must have a time.
    const ofAll = ask('pdftotext', ['FILE', '-'], await pdf(sampleDocument('en', 1, { window: null })));
    expect(ofAll).toContain('The whole of its subject');
  });

  it('has a bookmark for each section, and says of each chart what it shows', async () => {
    const objects = objectsOf(await pdf(sampleDocument('en')));
    for (const title of ['Alerts', 'Beds', 'About this report']) expect(objects).toContain(`/Title (${title})`);
    for (const chart of ['by day', 'the course', 'the parts']) expect(objects).toContain(`/Alt (Beds: ${chart})`);
  });

  it('shows what is written like markup as it is written', async () => {
    const trick = '#read("/etc/passwd") *bold* $x$ <label> @cite [a](b) \\u{41} // no';
    const text = textOf(await pdf(sampleDocument('en', 1, { title: trick, sections: [{ title: trick, blocks: [{ block: 'paragraph', text: trick }] }] })));
    expect(text.split(trick)).toHaveLength(5);
  });

  it('is made of the fonts that come with the hub, all of them within', async () => {
    const fonts = ask('pdffonts', ['FILE'], await pdf(sampleDocument('ur'))).split('\n').slice(2).filter((line) => line !== '');
    expect(fonts.length).toBeGreaterThan(3);
    for (const line of fonts) expect(line).toMatch(/^[A-Z]{6}\+(NotoSans|Vazirmatn)\S* .* yes +yes +(yes|no) /u);
  });

  it('says an hour that the clocks of the zone show twice with its offset', async () => {
    const rows = ['2026-11-01T05:30:00.000Z', '2026-11-01T06:30:00.000Z', '2026-11-01T07:30:00.000Z'].map((at) => [at]);
    const document = sampleDocument('en', 0, { zone: 'America/New_York', sections: [{ title: 'Night', blocks: [{ block: 'table', key: 'only', columns: [{ key: 'at', title: 'At', kind: 'instant' }], rows }] }] });
    const text = textOf(await pdf(document));
    expect(text).toContain('2026-11-01 01:30:00 GMT-04:00 2026-11-01 01:30:00 GMT-05:00 2026-11-01 02:30:00');
  });
});
