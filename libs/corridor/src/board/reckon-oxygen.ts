import { judgeAge, oldestOf, type Freshness, type Readings } from './judge-age.js';

export interface OxygenLeft {
  /** Null: not known, or without an end. */
  readonly hoursLeft: number | null;
  /** Concentrators alone meet the demand. */
  readonly sustained: boolean;
  readonly freshness: Freshness;
}

/**
 * Hours until cylinders are empty at today's demand: litres in cylinders over what the concentrators do not make
 * (L over L/min). A unit without concentrators may leave them out; cylinders and demand are never guessed.
 */
export function reckonOxygen(readings: Readings, now: Date): OxygenLeft | null {
  const used = Object.entries(readings).filter(([field, { value }]) => field.startsWith('oxygen.') && value !== null);
  const freshness = oldestOf(used.map(([field, reading]) => judgeAge(field, reading, now)));
  if (freshness === null) return null;
  const known = (field: string): number | null => { const value = readings[`oxygen.${field}`]?.value; return typeof value === 'number' ? value : null; };
  const demand = known('demand');
  if (demand === null) return { hoursLeft: null, sustained: false, freshness };
  const net = demand - (known('concentrators') ?? 0) * (known('concentrator_flow') ?? 0);
  if (net <= 0) return { hoursLeft: null, sustained: true, freshness };
  const [cylinders, litres] = [known('cylinders'), known('cylinder_litres')];
  // No cylinders is a figure; how large they are does not matter then.
  if (cylinders === 0) return { hoursLeft: 0, sustained: false, freshness };
  if (cylinders === null || litres === null) return { hoursLeft: null, sustained: false, freshness };
  return { hoursLeft: Math.round(((cylinders * litres) / net / 60) * 10) / 10, sustained: false, freshness };
}
