import { corridor, type Output } from '#contracts';
import type { Holder } from '../holder/holder.js';
import { knownNumber, type Readings } from './judge-age.js';

export type Assessment = NonNullable<Output<typeof corridor.readBoard>['assessment']>;
type EmtType = NonNullable<Holder['emtType']>;
type Need = 'doctors' | 'nurses' | 'inpatient_beds' | 'icu_beds';

/**
 * The least that a type needs, as far as a source states it: a fixed Type 1 has three doctors (nationaltraumacentre.gov.au),
 * one doctor to three nurses (same), a Type 2 twenty inpatient beds and a Type 3 forty (scitepress 2019/90622, after the WHO
 * classification of emergency medical teams). Each type has what the one before it has. Numbers that no source states are not made up.
 */
export const EMT_MINIMUM: ReadonlyMap<EmtType, Readonly<Partial<Record<Need, number>>>> = new Map<EmtType, Partial<Record<Need, number>>>([
  ['type_1_mobile', {}],
  ['type_1_fixed', { doctors: 3, nurses: 9 }],
  ['type_2', { doctors: 3, nurses: 9, inpatient_beds: 20 }],
  ['type_3', { doctors: 3, nurses: 9, inpatient_beds: 40 }],
]);

const DOCTORS = ['staff.doctor', 'staff.surgeon', 'staff.anaesthetist'];
const NURSES = ['staff.nurse', 'staff.midwife'];
const ICU = ['adult_icu', 'pediatric_icu', 'neonatal_icu'];
/** Where patients lie overnight. */
const WARDS = corridor.bedType.options.filter((type) => type !== 'operating_rooms' && type !== 'emergency_department');

/**
 * What a unit declared against what its board says is there now: "Type 2 on paper, Type 1 today". Only numbers that are known
 * and not stale count against it: unknown is not nought. A specialised care team has no minimum of its own.
 */
export function judgeCapacity({ emtType, declared }: Pick<Holder, 'emtType' | 'declared'>, readings: Readings, now: Date): Assessment | null {
  if (emtType === null || declared === null) return null;
  // A role or kind of bed that a board never named is not there; one whose number is not known, or stale, leaves the need unknown.
  const there = (fields: readonly string[]): number | null => {
    const named = fields.filter((field) => field in readings).map((field) => knownNumber(readings, field, now));
    return named.length === 0 || named.includes(null) ? null : named.reduce<number>((sum, one) => sum + (one ?? 0), 0);
  };
  const beds = (types: readonly string[]): number | null => there(types.flatMap((type) => [`beds.${type}.baseline`, `beds.${type}.surge`]));
  const has: Readonly<Record<Need, number | null>> = { doctors: there(DOCTORS), nurses: there(NURSES), inpatient_beds: beds(WARDS), icu_beds: beds(ICU) };

  const needs = new Map<Need, number>(Object.entries(EMT_MINIMUM.get(emtType) ?? {}) as [Need, number][]);
  for (const [need, own] of [['inpatient_beds', declared.inpatientBeds], ['icu_beds', declared.icuBeds]] as const) {
    if (own !== undefined) needs.set(need, Math.max(own, needs.get(need) ?? 0));
  }
  const short = [...needs].flatMap(([need, atLeast]) => { const count = has[need]; return count !== null && count < atLeast ? [{ need, atLeast, there: count }] : []; });
  const fits = ([, minimum]: [EmtType, Partial<Record<Need, number>>]): boolean => Object.entries(minimum).every(([need, atLeast]) => (has[need as Need] ?? Infinity) >= atLeast);
  const ladder = [...EMT_MINIMUM];
  const rung = ladder.findIndex(([type]) => type === emtType);
  const today = rung === -1 ? null : (ladder.slice(0, rung + 1).filter(fits).at(-1)?.[0] ?? null);
  return { declared: emtType, today, short, unknown: [...needs.keys()].filter((need) => has[need] === null) };
}
