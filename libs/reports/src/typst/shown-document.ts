import { directionOf } from '#words';
import { drawChart } from '../chart/draw-chart.js';
import type { Column, ReportDocument, Section, Table, Value, ValueKind } from '../document/document.js';
import { aboutOf } from '../form/about.js';
import { valueShower, widthOfText } from '../form/show-value.js';
import { formWords } from '../form/words.js';
import { familiesFor } from './fonts.js';

/** A text for the page; with `true` when its own direction is not that of the document. */
type Shown = string | readonly [string, true];

/** Shown in place of a character that no font has, such as a pictogram. */
const MISSING = '\u25a1';
/** Those that keep what is beside them together stay. */
const SPACES = /[^\S\u00a0\u202f]+/gu;
const FIRST_LETTER = /\p{L}/u, LETTERS = /\p{L}/gu;
const RIGHT_TO_LEFT = /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;
/** Nothing in it is exchanged: every font has it. */
const PLAIN = /^(?:[!-~]| (?! ))*$/u;
/** What tells a programme how to lay text out and is never seen, and all other control characters: the page needs none. */
const UNSEEN = /[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/gu;
/** Letters of a table's size that stand beside each other on an upright page and on one that lies, and small ones on the latter; a table of more columns than so many has small ones. */
const UPRIGHT_LETTERS = 98, LYING_LETTERS = 150, SMALL_LETTERS = 170, SMALL_COLUMNS = 8;
/** Least and greatest weight of a column's width, in characters. */
const NARROW = 4, BROAD = 38;
/** Letters that the gap beside a column takes; how much wider than others bold letters are. */
const GAP = 3, BOLD = 1.2;

/** What the page is given: plain data and texts as a reader sees them. */
export function shownDocument(document: ReportDocument, hasGlyph: (codePoint: number) => boolean): object {
  const { language } = document;
  const rtl = directionOf(language) === 'rtl';
  const words = formWords[language];
  const show = valueShower(document);
  const wide = document.sections.some(({ blocks }) => blocks.some((it) => it.block === 'table' && sum(widthsOf(it, show)) > UPRIGHT_LETTERS));
  const plain = (text: string): string => (PLAIN.test(text) ? text : [...text.replace(SPACES, ' ').replace(UNSEEN, '')].map((character) => (hasGlyph(character.codePointAt(0) ?? 0) ? character : MISSING)).join(''));
  const say = (text: string, kind: ValueKind = 'text'): Shown => {
    const shown = plain(text);
    return isRtlText(shown, kind, rtl) === rtl ? shown : [shown, true];
  };
  // A sentence of the report has the report's direction, even where it begins with a name of another.
  const sentence = (text: string): Shown => {
    const shown = plain(text);
    return [...shown.matchAll(LETTERS)].some(([letter]) => RIGHT_TO_LEFT.test(letter) === rtl) ? shown : say(shown);
  };
  const value = (it: Value, kind: ValueKind): Shown => say(show(it, kind), typeof it === 'boolean' ? 'text' : kind);
  const facts = (list: readonly { title: string; value: Value; kind: ValueKind }[]): object => list.map((fact) => [say(fact.title), value(fact.value, fact.kind)]);
  const block = (it: Section['blocks'][number]): object => {
    switch (it.block) {
      case 'table': {
        const widths = fitted(widthsOf(it, show), wide);
        const cell = (text: string, kind: ValueKind, index: number): Shown => say(breakable(text, (widths[index] ?? 0) - GAP), kind);
        const rows = it.rows.map((row) => it.columns.map(({ kind }, index) => cell(show(row[index] ?? null, kind), typeof row[index] === 'boolean' ? 'text' : kind, index)));
        return { block: 'table', small: widths.length > SMALL_COLUMNS, figures: it.columns.map(isFigure), widths, columns: it.columns.map(({ title }, index) => cell(title, 'text', index)), rows };
      }
      case 'facts': return { block: 'facts', facts: facts(it.facts) };
      case 'chart': return { block: 'chart', title: sentence(it.title), alt: plain(it.alt), svg: drawChart(it.option, language, plain) };
      case 'paragraph': return { block: 'paragraph', text: say(it.text) };
    }
  };
  return {
    rtl, language, fonts: familiesFor(language), wide,
    date: dateOf(document), plainTitle: plain(document.title), title: sentence(document.title), subtitle: sentence(document.subtitle), period: periodOf(document), zone: say(document.zone, 'id'),
    sections: document.sections.map(({ title, blocks }) => ({ title: sentence(title), blocks: told(blocks).map(block) })),
    about: words.about, facts: facts(aboutOf(document)), correctionsTitle: words.corrections, corrections: document.corrections.map(sentence), none: words.none, noRows: words.noRows,
  };
}

/** A section that says in words that there is nothing does not say it again with an empty table. */
function told(blocks: Section['blocks']): Section['blocks'] {
  return blocks.some(({ block }) => block === 'paragraph') ? blocks.filter((it) => it.block !== 'table' || it.rows.length > 0) : blocks;
}

/** The span that it covers, on the first page: in figures, which run from left to right in every language. */
function periodOf(document: ReportDocument): Shown | null {
  if (document.window === null) return null;
  const show = valueShower(document);
  const span = `${show(document.window.from, 'instant')} – ${show(document.window.to, 'instant')}`;
  return directionOf(document.language) === 'rtl' ? [span, true] : span;
}

/** The direction of a text is that of its first letter; figures, instants and ids run from left to right wherever they stand. */
function isRtlText(text: string, kind: ValueKind, otherwise: boolean): boolean {
  if (kind !== 'text') return false;
  const letter = FIRST_LETTER.exec(text)?.[0];
  return letter === undefined ? otherwise : RIGHT_TO_LEFT.test(letter);
}

function isFigure({ kind }: Column): boolean {
  return kind === 'number' || kind === 'percent';
}

/** A run that is longer than its column may go on in the next line after a mark, or wherever its line ends where there is none. */
function breakable(text: string, room: number): string {
  return text.replace(/[^\s\u2e80-\u9fff]+/gu, (run) => {
    if (run.length <= room) return run;
    const parts = run.split(/(?<=[-_./:@])/u);
    return parts.flatMap((part) => part.match(new RegExp(`.{1,${room}}`, 'gu')) ?? []).join('\u200b');
  });
}

/** How broad each column would be, in letters, the gap beside it with it: by the longest word that must not break, and by the length of the first values. */
function widthsOf({ columns, rows }: Table, show: (value: Value, kind: ValueKind) => string): number[] {
  return columns.map(({ title, kind }, index) => {
    const word = Math.max(...title.split(/\s+/u).map((part) => widthOfText(part))) * BOLD;
    const longest = rows.slice(0, 100).reduce((most, row) => Math.max(most, widthOfText(show(row[index] ?? null, kind))), 0);
    return GAP + Math.min(BROAD, Math.max(NARROW, Math.ceil(word), longest));
  });
}

/** Where all columns do not fit beside each other, the broadest give way: their texts go on in the next line. */
function fitted(widths: readonly number[], wide: boolean): number[] {
  const room = widths.length > SMALL_COLUMNS ? SMALL_LETTERS : wide ? LYING_LETTERS : UPRIGHT_LETTERS;
  let bound = GAP + BROAD;
  let bounded = [...widths];
  while (sum(bounded) > room && bound > GAP + NARROW) {
    bound -= 1;
    bounded = widths.map((width) => Math.min(width, bound));
  }
  return bounded;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

/**
 * The document's own time, so that it is the same file whenever it is made: when it was made if that is said, else the end of its window.
 * PDF/A wants one of every file: where there is neither, it is the first instant of 1970.
 */
export function instantOf({ madeAt, window }: ReportDocument): Date {
  return new Date(madeAt ?? window?.to ?? 0);
}

function dateOf(document: ReportDocument): object {
  const at = instantOf(document);
  return { year: at.getUTCFullYear(), month: at.getUTCMonth() + 1, day: at.getUTCDate(), hour: at.getUTCHours(), minute: at.getUTCMinutes(), second: at.getUTCSeconds() };
}
