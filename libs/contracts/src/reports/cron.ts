/** The five fields of a cron expression, each as the set of values that it allows. */
export interface Cron {
  readonly minutes: ReadonlySet<number>;
  readonly hours: ReadonlySet<number>;
  /** Days of the month. */
  readonly days: ReadonlySet<number>;
  /** 1 is January. */
  readonly months: ReadonlySet<number>;
  /** 0 is Sunday. */
  readonly weekdays: ReadonlySet<number>;
  /** Where both are narrowed a day is meant that fits either, as cron has always had it; else it must fit the one that is. */
  readonly eitherDay: boolean;
}

interface Field {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  readonly names?: readonly string[];
}

const FIELDS: readonly Field[] = [
  { name: 'minute', from: 0, to: 59 },
  { name: 'hour', from: 0, to: 23 },
  { name: 'day of the month', from: 1, to: 31 },
  { name: 'month', from: 1, to: 12, names: ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'] },
  // Both 0 and 7 are Sunday.
  { name: 'day of the week', from: 0, to: 7, names: ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] },
];
/** Days that each month has at the most. */
const LONGEST = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/**
 * Reads a cron expression of five fields: minute, hour, day of the month, month, day of the week. A field is `*`, a value, a range
 * `a-b`, either of the last with a step `/n`, or a list of these; months and days of the week may be named by three letters.
 * @throws Error whose message is one plain sentence that names the field
 */
export function parseCron(text: string): Cron {
  const parts = text.trim().split(/\s+/);
  if (parts.length !== FIELDS.length) throw new Error('a cron expression has five fields: minute, hour, day of the month, month, day of the week');
  const [minutes = none, hours = none, days = none, months = none, weekdays = none] = FIELDS.map((field, at) => parseField(parts[at] ?? '', field));
  const cron = { minutes, hours, days, months, weekdays: new Set([...weekdays].map((day) => day % 7)), eitherDay: narrowed(parts[2]) && narrowed(parts[4]) };
  if (!cron.eitherDay && ![...months].some((month) => [...days].some((day) => day <= (LONGEST[month - 1] ?? 0)))) throw new Error('these months have no such day of the month');
  return cron;
}

const none: ReadonlySet<number> = new Set();
const narrowed = (part: string | undefined): boolean => part !== undefined && !part.startsWith('*');

function parseField(text: string, field: Field): ReadonlySet<number> {
  const values = new Set<number>();
  for (const part of text.split(',')) {
    const match = /^(?:(\*)|([a-z0-9]+)(?:-([a-z0-9]+))?)(?:\/(\d{1,2}))?$/i.exec(part);
    if (match === null) throw new Error(`the ${field.name} cannot be "${part.slice(0, 20)}"`);
    const [, all, first, last, step] = match;
    const from = all === undefined ? valueOf(first ?? '', field) : field.from;
    const to = all === undefined ? valueOf(last ?? first ?? '', field) : field.to;
    if (step !== undefined && (Number(step) === 0 || (all === undefined && last === undefined))) throw new Error(`the ${field.name} has a step of 1 or more, behind * or a range`);
    if (from > to) throw new Error(`the ${field.name} goes from ${first ?? ''} backwards to ${last ?? ''}`);
    for (let value = from; value <= to; value += Number(step ?? 1)) values.add(value);
  }
  return values;
}

function valueOf(text: string, { name, from, to, names }: Field): number {
  const named = names?.indexOf(text.toLowerCase()) ?? -1;
  if (named >= 0) return named + from;
  const value = /^\d{1,2}$/.test(text) ? Number(text) : Number.NaN;
  if (!(value >= from && value <= to)) throw new Error(`the ${name} is a number from ${from} to ${to}${names === undefined ? '' : ', or a name of three letters'}, not "${text.slice(0, 20)}"`);
  return value;
}
