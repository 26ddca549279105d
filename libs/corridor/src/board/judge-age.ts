import { corridor } from '#contracts';

/** A reading as it stands on a board: `readings` of a row, by field. */
export interface Standing {
  readonly value: number | string | null;
  readonly asOf: string;
  readonly by: string;
  readonly source: 'person' | 'device' | 'import';
}
export type Readings = Readonly<Record<string, Standing>>;
export type Freshness = 'live' | 'ageing' | 'stale';

const MINUTE = 60_000;

/** When a reading turns stale by the rule of its field. What is not known any more never does. */
export function staleAt(field: string, { value, asOf }: Pick<Standing, 'value' | 'asOf'>): Date | null {
  const rule = corridor.boardFields.get(field);
  if (rule === undefined || value === null) return null;
  return new Date(Date.parse(asOf) + rule.ageingMinutes * MINUTE);
}

/** How far a reading is as good as now; `now` is the hub's clock. */
export function judgeAge(field: string, reading: Pick<Standing, 'asOf'>, now: Date): Freshness {
  const rule = corridor.boardFields.get(field);
  const age = minutesSince(reading.asOf, now);
  if (rule === undefined || age > rule.ageingMinutes) return 'stale';
  return age > rule.liveMinutes ? 'ageing' : 'live';
}

export function minutesSince(asOf: string, now: Date): number {
  return Math.max(0, now.getTime() - Date.parse(asOf)) / MINUTE;
}

const ORDER: readonly Freshness[] = ['live', 'ageing', 'stale'];

/** The oldest of several; null of none. */
export function oldestOf(all: readonly Freshness[]): Freshness | null {
  return all.reduce<Freshness | null>((worst, one) => (worst === null || ORDER.indexOf(one) > ORDER.indexOf(worst) ? one : worst), null);
}

/** The first instant after `told` at which a field of the board turns stale, for the duty that tells it. */
export function nextStale(readings: Readings, told: Date | null): Date | null {
  const due = Object.entries(readings).flatMap(([field, reading]) => staleAt(field, reading) ?? []).filter((at) => told === null || at > told);
  return due.length === 0 ? null : new Date(Math.min(...due.map((at) => at.getTime())));
}

/** Fields that are stale now. */
export function staleFields(readings: Readings, now: Date): string[] {
  return Object.entries(readings).filter(([field, reading]) => reading.value !== null && judgeAge(field, reading, now) === 'stale').map(([field]) => field).sort();
}

/** The number of a field, where one is known and not stale. */
export function knownNumber(readings: Readings, field: string, now: Date): number | null {
  const reading = readings[field];
  return reading !== undefined && typeof reading.value === 'number' && judgeAge(field, reading, now) !== 'stale' ? reading.value : null;
}
