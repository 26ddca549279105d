import { corridor } from '#contracts';
import { bars } from '../../chart/bars.js';
import type { Chart, Value } from '../../document/document.js';
import type { Gathering } from '../../document/report-kind.js';
import { chart, sorted, sum } from '../compose.js';
import type { Board, Reading } from './corridor-record.js';

const MINUTE = 60_000;
/** Days before the end of a window from which boards are taken: each number is stale long before. */
const LOOK_BACK = 30;

/** The instant from which boards are taken. */
export function boardsSince({ window }: Pick<Gathering, 'window'>): { since?: Date } {
  return window === null ? {} : { since: new Date(window.to.getTime() - LOOK_BACK * 86_400_000) };
}

/** How far a reading is as good as at this instant, by the rule of its field. */
export function freshnessOf({ field, asOf }: Reading, at: Date): 'live' | 'ageing' | 'stale' {
  const [rule, age] = [corridor.boardFields.get(field), (at.getTime() - Date.parse(asOf)) / MINUTE];
  if (rule === undefined || age > rule.ageingMinutes) return 'stale';
  return age > rule.liveMinutes ? 'ageing' : 'live';
}

/** A field in the language of the report: beds by their type, all else by the whole code. */
export function fieldName({ say }: Pick<Gathering, 'say'>, code: string): string {
  const [group, kind = '', count = ''] = code.split('.');
  if (group === 'beds') return say('text.beds', { type: say(`code.bed.${kind}`), what: say(`code.beds.${count}`) });
  if (group === 'staff') return say('text.staff', { role: say(`code.role.${kind}`) });
  if (group === 'service') return say('text.service', { service: say(`code.service.${kind}`) });
  return say(`code.field.${code}`);
}

export const unitOf = (field: string): string | null => corridor.boardFields.get(field)?.unit ?? null;

export function valueName({ say }: Pick<Gathering, 'say'>, { value }: Reading): Value {
  return typeof value === 'string' ? say(`code.reading.${value}`) : value;
}

export interface Sum {
  readonly field: string;
  readonly total: number;
  /** Boards whose value is not stale, and boards whose value is. */
  readonly reported: number;
  readonly stale: number;
  readonly oldest: string;
}

/** Each counted or measured field summed over the boards; stale values are counted apart. Fields that nobody knows are left out. */
export function sumBoards(boards: Iterable<Board>, at: Date): Sum[] {
  const known = new Map<string, { fresh: Reading[]; stale: number }>();
  for (const { readings } of boards) {
    for (const reading of readings.values()) {
      if (typeof reading.value !== 'number') continue;
      const one = known.get(reading.field) ?? { fresh: [], stale: 0 };
      if (freshnessOf(reading, at) === 'stale') one.stale += 1;
      else one.fresh.push(reading);
      known.set(reading.field, one);
    }
  }
  return sorted(known, ([field]) => field).flatMap(([field, { fresh, stale }]) => {
    const [oldest] = sorted(fresh, ({ asOf }) => asOf);
    return oldest === undefined ? [] : [{ field, total: sum(fresh.map(({ value }) => Number(value))), reported: fresh.length, stale, oldest: oldest.asOf }];
  });
}

/** Beds of all kinds that are available, which operating rooms are not; null where nobody knows of any. */
export function bedsOf(sums: readonly Sum[]): number | null {
  const beds = sums.filter(({ field }) => field.startsWith('beds.') && field.endsWith('.available') && field !== 'beds.operating_rooms.available');
  return beds.length === 0 ? null : sum(beds.map(({ total }) => total));
}

/** Beds that are available, by kind; none where nobody knows of any. */
export function bedsChart(gathering: Gathering, sums: readonly Sum[]): Chart[] {
  const beds = sums.flatMap(({ field, total }) => {
    const [group, kind = '', count] = field.split('.');
    return group === 'beds' && count === 'available' ? [{ name: gathering.say(`code.bed.${kind}`), total }] : [];
  });
  return beds.length === 0 ? [] : [chart(gathering, 'beds', bars(beds.map(({ name }) => name), [{ name: gathering.say('column.total'), values: beds.map(({ total }) => total) }]))];
}
