import type { ReportDocument, Value, ValueKind } from '../document/document.js';
import { formWords } from './words.js';

/** Marks of direction that Intl puts beside numbers of Arabic script: where a number stands alone they do nothing. */
const MARKS = /[\u061c\u200e\u200f]/gu;
/** Milliseconds by which zones turn their clocks back. */
const SHIFTS = [-3_600_000, -1_800_000, 1_800_000, 3_600_000];

/** How a person reads values of a document: in its language and zone, with Latin digits. What is not known is a dash. */
export function valueShower({ language, zone }: Pick<ReportDocument, 'language' | 'zone'>): (value: Value, kind: ValueKind) => string {
  const locale = `${language}-u-nu-latn`;
  const { yes, no } = formWords[language];
  const number = new Intl.NumberFormat(locale, { maximumFractionDigits: 2 });
  const percent = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 });
  const instant = instantShower(zone);
  return (value, kind) => {
    if (value === null || value === '') return '–';
    if (typeof value === 'boolean') return value ? yes : no;
    if (typeof value === 'number') return (kind === 'percent' ? percent : number).format(value).replace(MARKS, '');
    return kind === 'instant' ? instant(value) : value;
  };
}

/** Year, month, day and time of day, in the zone. A time of day that the zone has twice, when its clocks go back, is shown with its offset. */
export function instantShower(zone: string): (instant: string) => string {
  // Swedish writes as ISO 8601 does.
  const wall = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' });
  const offset = new Intl.DateTimeFormat('en', { timeZone: zone, timeZoneName: 'longOffset' });
  return (instant) => {
    const at = Date.parse(instant);
    if (Number.isNaN(at)) return instant;
    const shown = wall.format(at);
    if (!SHIFTS.some((shift) => wall.format(at + shift) === shown)) return shown;
    return `${shown} ${offset.formatToParts(at).find(({ type }) => type === 'timeZoneName')?.value ?? ''}`.trimEnd();
  };
}

/** In Latin letters: Chinese characters are twice as wide. */
export function widthOfText(text: string): number {
  return text.length + (text.match(/[\u2e80-\u9fff\uff00-\uffef]/gu)?.length ?? 0);
}
