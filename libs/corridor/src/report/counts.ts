import { corridor } from '#contracts';

export type Form = corridor.ReportForm;
export type Column = corridor.ReportColumn;
/** Counts of a report by `<item>/<column>`. What is not there is not known, which is not nought. */
export type Counts = ReadonlyMap<string, number>;

export const keyOf = (item: number, column: Column): string => `${item}/${column}`;

/** Lines that bear counts. Needs and risks are marks. */
export const countedLines = (form: Form): readonly corridor.ReportLine[] => corridor.linesOf[form].filter(({ shape }) => shape !== 'mark');
/** Lines of the general report. */
export const generalLines = (form: Form): readonly corridor.ReportLine[] => countedLines(form).filter(({ restricted }) => !restricted);

/** The columns in which a line is shown: those that are counted, then the sums over them. */
export function shownColumns(form: Form, line: corridor.ReportLine): readonly Column[] {
  const columns = corridor.columnsOf(form, line);
  if (line.item === 0) return [...columns, 'under_5', 'five_over', 'all'];
  return columns.length > 1 ? [...columns, 'all'] : columns;
}

/** One sum of the form: the whole and its parts, which lie side by side in a line or one under the other in a column. */
interface Sum {
  readonly whole: string;
  readonly parts: readonly string[];
}

/** Every sum that holds in a form by its rules. */
export function sumsOf(form: Form): readonly Sum[] {
  const ages = corridor.agesOf[form];
  const sexes = corridor.linesOf[form].slice(1, 4);
  const half = (of: 'under_5' | 'five_over'): Sum => ({ whole: keyOf(0, of), parts: ages.filter((age) => corridor.halfOf(age) === of).map((age) => keyOf(0, age)) });
  const across = countedLines(form).filter((line) => line.item > 0 && corridor.columnsOf(form, line).length > 1);
  return [
    ...across.map((line) => ({ whole: keyOf(line.item, 'all'), parts: corridor.columnsOf(form, line).map((column) => keyOf(line.item, column)) })),
    ...ages.map((age) => ({ whole: keyOf(0, age), parts: sexes.filter((line) => corridor.columnsOf(form, line).includes(age)).map(({ item }) => keyOf(item, age)) })),
    half('under_5'), half('five_over'),
    { whole: keyOf(0, 'all'), parts: [keyOf(0, 'under_5'), keyOf(0, 'five_over')] }, { whole: keyOf(0, 'all'), parts: sexes.map(({ item }) => keyOf(item, 'all')) },
  ];
}

/** Adds what follows from the sums: a whole of which all parts are known, and the one part that is missing. */
export function complete(form: Form, entered: Counts): Map<string, number> {
  const counts = new Map(entered);
  const sums = sumsOf(form);
  for (let before = -1; before !== counts.size;) {
    before = counts.size;
    for (const { whole, parts } of sums) {
      const missing = parts.filter((part) => !counts.has(part));
      const known = parts.reduce((sum, part) => sum + (counts.get(part) ?? 0), 0);
      const all = counts.get(whole);
      if (missing.length === 0 && all === undefined) counts.set(whole, known);
      else if (missing.length === 1 && missing[0] !== undefined && all !== undefined && all >= known) counts.set(missing[0], all - known);
    }
  }
  return counts;
}

/** The counts of a form as the doors show them, line by line. Free slots without a name are left out. */
export function cellsOf(form: Form, counts: Counts, { slots, hidden = new Set() }: { slots: Readonly<Record<string, string>>; hidden?: ReadonlySet<string> }): corridor.ReportCell[] {
  return generalLines(form).filter(({ section, item }) => section !== 'free_slots' || slots[item] !== undefined).flatMap((line) => shownColumns(form, line).map((column) => {
    const key = keyOf(line.item, column);
    return { item: line.item, column, count: hidden.has(key) ? null : (counts.get(key) ?? null), hidden: hidden.has(key) };
  }));
}

/**
 * The counts of one form read in the other, by meaning. What the other has no line for is lost; what this one has none for,
 * or counts in other ages, is not known. A sum of which a part is hidden is hidden.
 */
export function translate(from: Form, cells: readonly corridor.ReportCell[], to: Form): corridor.ReportCell[] {
  if (from === to) return [...cells];
  const known = new Map(cells.map((cell) => [keyOf(cell.item, cell.column), cell]));
  return generalLines(to).flatMap((line) => {
    const origin = corridor.sameLine(line, from);
    return shownColumns(to, line).map((column): corridor.ReportCell => {
      const found = origin === null ? [] : originOf(from, column).map((one) => known.get(keyOf(origin.item, one)));
      const hidden = found.some((cell) => cell?.hidden === true);
      const count = found.length === 0 || hidden ? null : found.reduce<number | null>((sum, cell) => (sum === null || cell === undefined || cell.count === null ? null : sum + cell.count), 0);
      return { item: line.item, column, count, hidden };
    });
  });
}

/** The columns of a form that make up a column of the other one; none where the other splits what this one counts together. */
function originOf(from: Form, column: Column): readonly Column[] {
  if (column === 'age_5_64' && from === 'mds50') return ['age_5_17', 'age_18_64'];
  return (column === 'age_5_17' || column === 'age_18_64') && from === 'mds46' ? [] : [column];
}
