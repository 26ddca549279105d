import { drawChart } from '../chart/draw-chart.js';
import type { Column, ReportDocument, Section, Table, Value, ValueKind } from '../document/document.js';
import { aboutOf } from '../form/about.js';
import { valueShower } from '../form/show-value.js';
import { formWords, isRightToLeft } from '../form/words.js';
import { familiesFor } from './fonts.js';

/** A text for the page; with `true` when its own direction is not that of the document. */
type Shown = string | readonly [string, true];

/** Shown in place of a character that no font has, such as a pictogram. */
const MISSING = '\u25a1';
const FIRST_LETTER = /\p{L}/u;
const RIGHT_TO_LEFT = /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;
/** What tells a programme how to lay text out and is never seen, and all other control characters: the page needs none. */
const UNSEEN = /[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/gu;
/** Above this a sheet lies on its side. */
const UPRIGHT_COLUMNS = 6;
/** Least and greatest weight of a column's width, in characters. */
const NARROW = 5, BROAD = 34;

/** What the page is given: plain data and texts as a reader sees them. */
export function shownDocument(document: ReportDocument, hasGlyph: (codePoint: number) => boolean): object {
  const { language } = document;
  const rtl = isRightToLeft(language);
  const words = formWords[language];
  const show = valueShower(document);
  const plain = (text: string): string => [...text.replace(/\s+/gu, ' ').replace(UNSEEN, '')].map((character) => (hasGlyph(character.codePointAt(0) ?? 0) ? character : MISSING)).join('');
  const say = (text: string, kind: ValueKind = 'text'): Shown => {
    const shown = plain(text);
    return isRtlText(shown, kind, rtl) === rtl ? shown : [shown, true];
  };
  const value = (it: Value, kind: ValueKind): Shown => say(show(it, kind), typeof it === 'boolean' ? 'text' : kind);
  const facts = (list: readonly { title: string; value: Value; kind: ValueKind }[]): object => list.map((fact) => [say(fact.title), value(fact.value, fact.kind)]);
  const block = (it: Section['blocks'][number]): object => {
    switch (it.block) {
      case 'table': return { block: 'table', noRows: words.noRows, figures: it.columns.map(isFigure), widths: widthsOf(it, show), columns: it.columns.map(({ title }) => say(title)), rows: it.rows.map((row) => it.columns.map(({ kind }, index) => value(row[index] ?? null, kind))) };
      case 'facts': return { block: 'facts', facts: facts(it.facts) };
      case 'chart': return { block: 'chart', title: say(it.title), alt: plain(it.alt), svg: drawChart(it.option, language, plain) };
      case 'paragraph': return { block: 'paragraph', text: say(it.text) };
    }
  };
  return {
    rtl, language, fonts: familiesFor(language), wide: document.sections.some(({ blocks }) => blocks.some((it) => it.block === 'table' && it.columns.length > UPRIGHT_COLUMNS)),
    date: dateOf(document), plainTitle: plain(document.title), title: say(document.title), subtitle: say(document.subtitle), zone: say(document.zone, 'id'),
    sections: document.sections.map(({ title, blocks }) => ({ title: say(title), blocks: blocks.map(block) })),
    about: words.about, facts: facts(aboutOf(document)), correctionsTitle: words.corrections, corrections: document.corrections.map((text) => say(text)), none: words.none,
  };
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

/** How the width of the page is shared: by the longest word that must not break, and by the length of the first values. */
function widthsOf({ columns, rows }: Table, show: (value: Value, kind: ValueKind) => string): number[] {
  return columns.map(({ title, kind }, index) => {
    const word = Math.max(...title.split(/\s+/u).map((part) => part.length)) + 1;
    const longest = rows.slice(0, 100).reduce((most, row) => Math.max(most, show(row[index] ?? null, kind).length), 0);
    return Math.min(BROAD, Math.max(NARROW, word, kind === 'id' ? Math.min(longest, 20) : longest));
  });
}

/** The document's own time, so that it is the same file whenever it is made: when it was made if that is said, else the end of its window. */
export function instantOf({ madeAt, window }: ReportDocument): Date | null {
  const instant = madeAt ?? window?.to;
  return instant === undefined ? null : new Date(instant);
}

function dateOf(document: ReportDocument): object | null {
  const at = instantOf(document);
  if (at === null) return null;
  return { year: at.getUTCFullYear(), month: at.getUTCMonth() + 1, day: at.getUTCDate(), hour: at.getUTCHours(), minute: at.getUTCMinutes(), second: at.getUTCSeconds() };
}
