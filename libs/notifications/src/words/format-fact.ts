import { directionOf, languageFor } from '#words';
import { wordsOf } from './words-of.js';

/** Where the reader's zone stands beside the facts; no fact has such a name. */
export const READER_ZONE = '@zone';

type Form = (value: unknown, language: string, zone: string) => string;

/** Gregorian calendar and latin digits in every language: what people of 18 countries have in common. */
const localeOf = (language: string): string => `${language}-u-ca-gregory-nu-latn`;

/** `2026-11-22`: a day of a calendar, which no zone moves. */
const DAY = /^\d{4}-\d{2}-\d{2}$/;

const dateOf = (value: unknown): Date => (value instanceof Date ? value : new Date(String(value)));

/** How a fact is written: `{{startsAt, instant}}`. */
const forms: Readonly<Record<string, Form>> = {
  /** Day and time in the reader's zone, which is named. */
  instant: (value, language, zone) =>
    new Intl.DateTimeFormat(localeOf(language), { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone: zone, timeZoneName: 'short' }).format(dateOf(value)),
  time: (value, language, zone) =>
    new Intl.DateTimeFormat(localeOf(language), { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone: zone, timeZoneName: 'short' }).format(dateOf(value)),
  /** Of an instant the day that it is in the reader's zone; of a calendar day that day. */
  day: (value, language, zone) =>
    new Intl.DateTimeFormat(localeOf(language), { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric', timeZone: typeof value === 'string' && DAY.test(value) ? 'UTC' : zone }).format(dateOf(value)),
  number: (value, language) => new Intl.NumberFormat(localeOf(language)).format(Number(value)),
  /** Several names, joined as the language joins them. */
  list: (value, language) => new Intl.ListFormat(language).format((Array.isArray(value) ? value : [value]).map((one) => isolated(String(one), language))),
  /** ISO 3166-1 alpha-2. */
  country: (value, language) => new Intl.DisplayNames(language, { type: 'region' }).of(String(value)) ?? String(value),
};

/** `{{state, term.deployment}}` is what `term.deployment.<state>` says: for facts that are one of a few words of the hub's own. */
const TERM = 'term.';

/** Whether facts are written in this form; terms are, when English has words for one of them. */
export function isForm(form: string): boolean {
  return form in forms || (form.startsWith(TERM) && Object.keys(wordsOf.en).some((key) => key.startsWith(`${form}.`)));
}

/** For i18next, which asks it for every placeholder. */
export function formatFact(value: unknown, form: string | undefined, language: string | undefined, options?: Readonly<Record<string, unknown>>): string {
  const spoken = language ?? 'en';
  if (value === undefined || value === null) return '';
  if (form?.startsWith(TERM) === true) return termOf(`${form}.${String(value)}`, spoken) ?? String(value);
  const written = form === undefined ? undefined : forms[form];
  if (written !== undefined) return written(value, spoken, String(options?.[READER_ZONE] ?? 'UTC'));
  return isolated(String(value), spoken);
}

function termOf(key: string, language: string): string | undefined {
  return wordsOf[languageFor(language)][key] ?? wordsOf.en[key];
}

const RIGHT_TO_LEFT = /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Thaana}\p{Script=Syriac}]/u;
const LEFT_TO_RIGHT = /(?![\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Thaana}\p{Script=Syriac}])\p{Letter}/u;

/** A name in a script of the other direction stands in an isolate, so that it does not turn the words around it. */
function isolated(text: string, language: string): string {
  const other = directionOf(language) === 'rtl' ? LEFT_TO_RIGHT : RIGHT_TO_LEFT;
  return other.test(text) ? `\u2068${text}\u2069` : text;
}
