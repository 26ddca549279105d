import { corridor } from '#contracts';
import { generalLines, keyOf, shownColumns, type Counts, type Form } from './counts.js';
import { protectNetwork, type Arc } from './protect-network.js';

/** Below this many patients a count is not shown to outside audiences. */
export const SMALL = 5;
/** Each hidden count may have this many values besides its own, as far as the shown ones tell. */
const WIDTH = SMALL - 1;

/**
 * What of a report outside audiences must not see: every count below five, and as much besides as it takes so that none can
 * be worked out from sums, from the patients of its half, or from the rule of one relation to the event.
 * @param counts completed: whatever follows from the sums is in it
 * @returns keys of the counts that are hidden
 */
export function hideSmallCounts(form: Form, counts: Counts): ReadonlySet<string> {
  const hidden = new Set<string>();
  for (const line of generalLines(form)) for (const column of shownColumns(form, line)) if ((counts.get(keyOf(line.item, column)) ?? SMALL) < SMALL) hidden.add(keyOf(line.item, column));
  hidePatients(form, counts, hidden);
  hideHalves(form, counts, hidden);
  hideRelation(form, counts, hidden);
  return new Set([...hidden].filter((key) => counts.has(key)));
}

/** Sexes by ages, their sums, the sums of the halves, and all patients: one table, in which everything hangs together. */
function hidePatients(form: Form, counts: Counts, hidden: Set<string>): void {
  const lines = corridor.linesOf[form].slice(0, 4);
  const keys = lines.flatMap((line) => shownColumns(form, line).map((column) => keyOf(line.item, column)));
  const last = keyOf(0, 'all');
  // Where a count is missing the sums do not bind what is shown in a way that can be followed: all but the whole is hidden.
  if (keys.some((key) => !counts.has(key))) for (const key of keys) if (key !== last) hidden.add(key);
  if (keys.some((key) => !counts.has(key))) return;
  for (const key of protectNetwork(patientArcs(form, counts), new Set(keys.filter((key) => hidden.has(key))), { width: WIDTH, last })) hidden.add(key);
}

function patientArcs(form: Form, counts: Counts): Arc[] {
  const value = (key: string): number => counts.get(key) ?? 0;
  const arc = (item: number, column: corridor.ReportColumn, from: string, to: string, level: number): Arc => ({ key: keyOf(item, column), from, to, level, value: value(keyOf(item, column)) });
  const sexes = corridor.linesOf[form].slice(1, 4);
  return [
    ...sexes.flatMap((line) => [...corridor.columnsOf(form, line).map((age) => arc(line.item, age, `sex ${line.item}`, age, 0)), arc(line.item, 'all', 'sexes', `sex ${line.item}`, 2)]),
    ...corridor.agesOf[form].map((age) => arc(0, age, age, corridor.halfOf(age), 1)),
    arc(0, 'under_5', 'under_5', 'ages', 3), arc(0, 'five_over', 'five_over', 'ages', 3), arc(0, 'all', 'ages', 'sexes', 4),
  ];
}

/**
 * Lines in two halves. A hidden half hides the other one, or it were the rest of the line; and the line too, where it leaves
 * too few values: a half is at most its patients. Where the patients of a half are hidden, so are the halves of all lines.
 */
function hideHalves(form: Form, counts: Counts, hidden: Set<string>): void {
  const patients = [keyOf(0, 'under_5'), keyOf(0, 'five_over')].map((key) => (hidden.has(key) ? undefined : counts.get(key)));
  const [young, old] = patients;
  for (const { item, shape } of generalLines(form)) {
    if (shape !== 'halves') continue;
    const [under, over, all] = [keyOf(item, 'under_5'), keyOf(item, 'five_over'), keyOf(item, 'all')];
    const blind = young === undefined || old === undefined;
    if (!blind && !hidden.has(under) && !hidden.has(over)) continue;
    hidden.add(under).add(over);
    const whole = counts.get(all);
    if (whole !== undefined && !blind && Math.min(whole, young) - Math.max(0, whole - old) < WIDTH) hidden.add(all);
  }
}

/** One relation at most for each patient: what is shown must leave room for what is not. */
function hideRelation(form: Form, counts: Counts, hidden: Set<string>): void {
  const patients = counts.get(keyOf(0, 'all')) ?? 0;
  const related = corridor.RELATION[form].map((item) => keyOf(item, 'all')).filter((key) => counts.has(key));
  if (!related.some((key) => hidden.has(key))) return;
  const shown = (): string[] => related.filter((key) => !hidden.has(key)).sort((a, b) => (counts.get(a) ?? 0) - (counts.get(b) ?? 0));
  for (let left = shown(); left.length > 0 && patients - left.reduce((sum, key) => sum + (counts.get(key) ?? 0), 0) < WIDTH; left = shown()) hidden.add(left[0] ?? '');
}
