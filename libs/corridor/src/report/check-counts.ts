import { corridor } from '#contracts';
import { complete, countedLines, keyOf, shownColumns, sumsOf, type Column, type Counts, type Form } from './counts.js';

export interface Entered {
  readonly item: number;
  readonly column: Column;
  readonly count: number;
}

/** What does not fit, where: the form that `details.issues` of a refusal has. */
export interface Issue {
  readonly pointer: string;
  readonly rule: string;
}

/**
 * Checks counts entered by hand against the rules of their form: cells that it has, each once; the number of all patients;
 * items 1 to 3 and the age groups add up to it; halves add up to their line; no line is over its patients; one relation to
 * the event at most for each.
 */
export function checkCounts(form: Form, cells: readonly Entered[]): { readonly counts: Counts; readonly issues: readonly Issue[] } {
  const places = new Map<string, string>();
  const issues: Issue[] = [];
  const entered = new Map<string, number>();
  const lines = new Map(countedLines(form).map((line) => [line.item, line]));
  cells.forEach(({ item, column, count }, at) => {
    const [key, line] = [keyOf(item, column), lines.get(item)];
    if (line === undefined) issues.push({ pointer: `/cells/${at}/item`, rule: `the form ${form} counts no such item` });
    else if (!shownColumns(form, line).includes(column)) issues.push({ pointer: `/cells/${at}/column`, rule: `item ${item} is counted as ${shownColumns(form, line).join(', ')}` });
    else if (places.has(key)) issues.push({ pointer: `/cells/${at}`, rule: `stands at ${places.get(key)} already` });
    else places.set(key, `/cells/${at}`);
    entered.set(key, count);
  });
  if (!entered.has(keyOf(0, 'all'))) issues.push({ pointer: '/cells', rule: 'the number of all patients is needed: item 0, column all' });
  if (issues.length > 0) return { counts: entered, issues };
  const counts = complete(form, entered);
  return { counts, issues: [...sums(form, counts, places), ...bounds(form, counts, places)] };
}

const placed = (places: ReadonlyMap<string, string>, ...keys: readonly string[]): string => keys.map((key) => places.get(key)).find((place) => place !== undefined) ?? '/cells';

function* sums(form: Form, counts: Counts, places: ReadonlyMap<string, string>): Generator<Issue> {
  for (const { whole, parts } of sumsOf(form)) {
    const [all, sum] = [counts.get(whole), parts.reduce((total, part) => total + (counts.get(part) ?? 0), 0)];
    const known = parts.every((part) => counts.has(part));
    if (all === undefined || (known ? all === sum : all >= sum)) continue;
    yield { pointer: placed(places, whole, ...parts), rule: `${whole} is ${all}, and ${parts.join(' + ')} make ${sum}` };
  }
}

function* bounds(form: Form, counts: Counts, places: ReadonlyMap<string, string>): Generator<Issue> {
  for (const line of countedLines(form).filter(({ item }) => item > 3)) {
    for (const column of shownColumns(form, line)) {
      const [count, patients] = [counts.get(keyOf(line.item, column)), counts.get(keyOf(0, column))];
      if (count === undefined || patients === undefined || count <= patients) continue;
      yield { pointer: placed(places, keyOf(line.item, column)), rule: `item ${line.item} counts ${count} of ${patients} patients` };
    }
  }
  const related = corridor.RELATION[form].map((item) => keyOf(item, 'all'));
  const [sum, patients] = [related.reduce((total, key) => total + (counts.get(key) ?? 0), 0), counts.get(keyOf(0, 'all')) ?? 0];
  if (sum > patients) yield { pointer: placed(places, ...related), rule: `one relation to the event at most for each patient: ${sum} for ${patients}` };
}
