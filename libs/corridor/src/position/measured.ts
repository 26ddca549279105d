import type { corridor } from '#contracts';
import type { Fix } from './track.js';

/** What a device says it measured, before anybody has judged it. Units are the hub's: degrees, metres, metres a second. */
export type Measured = Omit<Fix, 'deviceTime' | 'serverTime'>;

/** What of a report cannot be a fix, and the field that says so. */
export interface Misfit {
  readonly field: string;
  readonly rule: corridor.FixRule;
}

/** The fields by which a fix is judged. */
export type JudgedField = 'fixTime' | 'latitude' | 'accuracy';

/** What a device sent in one request, whatever its format. */
export interface Report {
  /** The device's clock when it sent; null where the format does not say. */
  readonly deviceTime: Date | null;
  /** In the order in which they came, each answered for itself. */
  readonly items: readonly (Measured | Misfit)[];
  /** The items (by their place) that a person has confirmed, though the vehicle could not be that fast. */
  readonly confirmed?: ReadonlySet<number>;
  /** How the format calls a field of an item (by its place); left out: as the hub does. */
  readonly nameOf?: (field: JudgedField, at: number) => string;
}

export function isMisfit(item: Measured | Misfit): item is Misfit {
  return 'rule' in item;
}

/** Breaks off the reading of one item. */
export class Unfit extends Error {
  constructor(readonly misfit: Misfit) {
    super(misfit.rule);
  }
}

/** Reads one item; what does not fit is answered for it and harms no other. */
export function readItem(read: () => Measured): Measured | Misfit {
  try {
    return read();
  } catch (fault) {
    if (fault instanceof Unfit) return fault.misfit;
    throw fault;
  }
}

const unreadable = (field: string): Unfit => new Unfit({ field, rule: 'unreadable' });
const outOfRange = (field: string): Unfit => new Unfit({ field, rule: 'out_of_range' });

/** A decimal number as text or number; null where there is none. Nothing but digits, sign, point and exponent is one. */
export function numberOf(field: string, value: unknown): number | null {
  if (value === undefined || value === null || value === '') return null;
  if (typeof value === 'string' ? !/^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d{1,2})?$/i.test(value) : typeof value !== 'number') throw unreadable(field);
  const number = Number(value);
  if (!Number.isFinite(number)) throw unreadable(field);
  return number;
}

/** A number within bounds, both included; null where there is none. */
export function within(field: string, value: unknown, least: number, most: number): number | null {
  const number = numberOf(field, value);
  if (number !== null && (number < least || number > most)) throw outOfRange(field);
  return number;
}

/** Like `within`; -1 is how some devices say that they do not know. */
export function knownWithin(field: string, value: unknown, least: number, most: number): number | null {
  const number = numberOf(field, value);
  return number === -1 ? null : within(field, number, least, most);
}

/** A latitude or longitude with the seven decimals that mean something (a centimetre): one place has one spelling. */
export function degreesOf(field: string, value: unknown, most: 90 | 180): number {
  const degrees = within(field, value, -most, most);
  if (degrees === null) throw new Unfit({ field, rule: 'no_place' });
  return Math.round(degrees * 1e7) / 1e7;
}

/** Up to here a number is seconds since 1970, above it milliseconds. */
const SECONDS_BELOW = 2 ** 31;
const ISO = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}(:?\d{2})?)?$/;

/** Seconds or milliseconds since 1970, ISO 8601, or `yyyy-MM-dd HH:mm:ss`, which is UTC like every time without a zone; null where there is none. */
export function instantOf(field: string, value: unknown): Date | null {
  if (value === undefined || value === null || value === '') return null;
  const number = typeof value === 'number' ? value : typeof value === 'string' && /^\d+(\.\d+)?$/.test(value) ? Number(value) : null;
  if (number !== null) return dateOf(field, number < SECONDS_BELOW ? number * 1_000 : number);
  if (typeof value !== 'string' || !ISO.test(value) || !isDay(value.slice(0, 10))) throw unreadable(field);
  // JavaScript wants T before the time and a colon within the zone.
  const text = value.replace(' ', 'T').replace(/([+-]\d{2})(\d{2})?$/, (_, hours: string, minutes = '00') => `${hours}:${minutes}`);
  return dateOf(field, Date.parse(/(Z|[+-]\d{2}:\d{2})$/.test(text) ? text : `${text}Z`));
}

function dateOf(field: string, milliseconds: number): Date {
  const date = new Date(Math.round(milliseconds));
  if (Number.isNaN(date.getTime())) throw unreadable(field);
  return date;
}

/** Whether there is such a day: JavaScript takes the 30th of February for the 2nd of March. */
export function isDay(day: string): boolean {
  const date = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(day);
}
