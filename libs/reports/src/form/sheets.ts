import { directionOf } from '#words';
import type { Column, ReportDocument, Section, Value, ValueKind } from '../document/document.js';
import { aboutOf } from './about.js';
import { widthOfText } from './show-value.js';
import { formWords } from './words.js';

/** One sheet of a workbook, before it is XML. */
export interface Sheet {
  /** Fit for Excel, once in the workbook, and escaped. */
  readonly name: string;
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly Value[])[];
  readonly isRightToLeft: boolean;
  /** Whether the first row holds the titles of the columns: it stands still and filters. */
  readonly hasTitles: boolean;
  /** The kind of single cells where it is not that of their column, by row. */
  readonly kinds?: readonly ValueKind[];
}

const STYLE = { plain: 0, heading: 1, instant: 2, date: 3, percent: 4 } as const;
/** Characters of a sheet's name, of a cell's text, and of the width of a column: Excel's bounds, the last one of taste. */
const NAME = 31, TEXT = 32_767, WIDTH = 60;
const DAY = 86_400_000;
/** Days from the beginning of Excel's calendar to that of Unix; before March 1900 Excel counts a day that never was. */
const EPOCH = 25_569, FIRST_TRUE_DAY = 61;

/** A sheet for each table, named by its section; then one about the report. Charts are left out: their figures are in the tables. */
export function sheetsOf(document: ReportDocument): Sheet[] {
  const names = new Set<string>();
  const rightToLeft = directionOf(document.language) === 'rtl';
  const tables = document.sections.flatMap(({ title, blocks }) => blocks.filter((block) => block.block === 'table').map((table): Sheet => (
    { name: nameOf(title, names), columns: table.columns, rows: table.rows, isRightToLeft: rightToLeft, hasTitles: true })));
  return [...tables, aboutSheet(document, nameOf(formWords[document.language].about, names))];
}

function aboutSheet(document: ReportDocument, name: string): Sheet {
  const { corrections } = formWords[document.language];
  const lines: { title: string; value: Value; kind: ValueKind }[] = [
    { title: document.title, value: document.subtitle, kind: 'text' }, ...aboutOf(document),
    ...document.corrections.map((text, index) => ({ title: index === 0 ? corrections : '', value: text, kind: 'text' as const })),
    ...document.sections.flatMap(linesOf),
  ];
  const columns: Column[] = [{ key: 'name', title: '', kind: 'text' }, { key: 'value', title: '', kind: 'text' }];
  return { name, columns, rows: lines.map(({ title, value }) => [title, value]), isRightToLeft: directionOf(document.language) === 'rtl', hasTitles: false, kinds: lines.map(({ kind }) => kind) };
}

/** What a section says outside of its tables. */
function linesOf({ title, blocks }: Section): { title: string; value: Value; kind: ValueKind }[] {
  const lines = blocks.flatMap((block) => {
    if (block.block === 'facts') return block.facts.map((fact) => ({ title: fact.title, value: fact.value, kind: fact.kind }));
    return block.block === 'paragraph' ? [{ title: '', value: block.text, kind: 'text' as const }] : [];
  });
  return lines.length === 0 ? [] : [{ title, value: null, kind: 'text' }, ...lines];
}

/** Excel knows no two sheets of one name, whatever their case, and some characters not at all. */
function nameOf(title: string, taken: Set<string>): string {
  const plain = title.replace(/[[\]:*?/\\\p{Cc}]/gu, ' ').replace(/\s+/gu, ' ').replace(/^[' ]+|[' ]+$/gu, '') || '–';
  for (let n = 1; ; n += 1) {
    const end = n === 1 ? '' : ` ${n}`;
    const name = [...plain].slice(0, NAME - end.length).join('').trim() + end;
    if (taken.has(name.toLowerCase())) continue;
    taken.add(name.toLowerCase());
    return escape(name);
  }
}

/** The XML of a sheet, row by row. */
export function* sheetParts({ columns, rows, isRightToLeft: rightToLeft, hasTitles, kinds }: Sheet, head: string): Generator<string> {
  const letters = columns.map((_, index) => letterOf(index));
  const pane = hasTitles ? '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>' : '';
  yield `${head}<sheetViews><sheetView workbookViewId="0"${rightToLeft ? ' rightToLeft="1"' : ''}>${pane}</sheetView></sheetViews>`;
  yield `<cols>${columns.map((column, index) => `<col min="${index + 1}" max="${index + 1}" width="${widthOf(column, rows, index)}" customWidth="1"/>`).join('')}</cols><sheetData>`;
  let line = 0;
  if (hasTitles) {
    line += 1;
    yield `<row r="${line}">${columns.map(({ title, kind }, index) => textCell(`${letters[index]}${line}`, kind === 'instant' ? `${title} (UTC)` : title, STYLE.heading)).join('')}</row>`;
  }
  for (const [index, row] of rows.entries()) {
    line += 1;
    let cells = '';
    for (const [place, column] of columns.entries()) {
      const kind = place === columns.length - 1 ? (kinds?.[index] ?? column.kind) : column.kind;
      cells += cellOf(`${letters[place]}${line}`, row[place] ?? null, kind);
    }
    yield `<row r="${line}">${cells}</row>`;
  }
  yield `</sheetData>${hasTitles && columns.length > 0 ? `<autoFilter ref="A1:${letters[columns.length - 1]}${line}"/>` : ''}</worksheet>`;
}

function cellOf(at: string, value: Value, kind: ValueKind): string {
  if (value === null) return '';
  if (typeof value === 'boolean') return `<c r="${at}" t="b"><v>${value ? 1 : 0}</v></c>`;
  if (typeof value === 'number') return `<c r="${at}"${kind === 'percent' ? ` s="${STYLE.percent}"` : ''}><v>${value}</v></c>`;
  if (kind === 'instant' || kind === 'date') {
    const day = Date.parse(value) / DAY + EPOCH;
    if (day >= FIRST_TRUE_DAY) return `<c r="${at}" s="${STYLE[kind]}"><v>${day}</v></c>`;
  }
  return textCell(at, value, STYLE.plain);
}

/** Text is said to be text, so that no programme takes it for a formula. */
function textCell(at: string, text: string, style: number): string {
  return `<c r="${at}" t="inlineStr"${style === STYLE.plain ? '' : ` s="${style}"`}><is><t xml:space="preserve">${escape(text.slice(0, TEXT))}</t></is></c>`;
}

const SPECIAL: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** For XML, and for Excel, which reads `_x0041_` as an A; characters that XML cannot hold are left out. */
function escape(text: string): string {
  // Most texts need nothing.
  if (!/[&<>"\p{Cc}\ufffe\uffff_]/u.test(text)) return text;
  return text.replace(/[&<>"]/gu, (character) => SPECIAL[character] ?? '').replace(/(?![\t\n\r])\p{Cc}|[\ufffe\uffff]/gu, '').replace(/_(?=x[0-9A-Fa-f]{4}_)/gu, '_x005F_');
}

/** A, B … Z, AA … */
function letterOf(index: number): string {
  const last = String.fromCharCode(65 + (index % 26));
  return index < 26 ? last : letterOf(Math.floor(index / 26) - 1) + last;
}

/** In characters, by the title and the first hundred values. */
function widthOf({ title, kind }: Column, rows: readonly (readonly Value[])[], index: number): number {
  if (kind === 'instant') return 20;
  if (kind === 'date') return 12;
  const longest = rows.slice(0, 100).reduce((most, row) => Math.max(most, widthOfText(String(row[index] ?? ''))), widthOfText(title) + 3);
  return Math.min(WIDTH, Math.max(8, longest + 1));
}
