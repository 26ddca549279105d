import fc from 'fast-check';
import { corridor } from '#contracts';
import { complete, countedLines, generalLines, keyOf, shownColumns, type Counts, type Form } from './counts.js';
import { hideSmallCounts, SMALL } from './hide-small-counts.js';
import { protectNetwork, type Arc } from './protect-network.js';

const LEAVES = { mds50: corridor.linesOf.mds50, mds46: corridor.linesOf.mds46 };

/** Patients by sex and age: many small numbers, some large, as a day has them. */
const few = fc.oneof({ weight: 3, arbitrary: fc.integer({ min: 0, max: 6 }) }, { weight: 1, arbitrary: fc.integer({ min: 5, max: 60 }) });

/** A whole report that keeps the rules: patients by sex and age, then lines that are no more than their patients. */
const report = (form: Form): fc.Arbitrary<Counts> => fc.tuple(fc.array(few, { minLength: 15, maxLength: 15 }), fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 150, maxLength: 150 })).map(([patients, parts]) => {
  const counts = new Map<string, number>();
  let [at, part] = [0, 0];
  for (const line of LEAVES[form].slice(1, 4)) for (const age of corridor.columnsOf(form, line)) counts.set(keyOf(line.item, age), patients[at++] ?? 0);
  const whole = complete(form, counts);
  for (const line of countedLines(form).filter(({ item, section }) => item > 3 && section !== 'relation')) {
    for (const column of corridor.columnsOf(form, line)) {
      const share = parts[part++ % parts.length] ?? 0;
      // Often nobody, sometimes everybody: where most can be worked out.
      whole.set(keyOf(line.item, column), share < 0.3 ? 0 : share > 0.9 ? (whole.get(keyOf(0, column)) ?? 0) : Math.floor(share * (whole.get(keyOf(0, column)) ?? 0)));
    }
  }
  let left = whole.get(keyOf(0, 'all')) ?? 0;
  for (const item of corridor.RELATION[form]) {
    const share = parts[part++ % parts.length] ?? 0;
    const count = share > 0.6 ? left : Math.floor(share * left);
    whole.set(keyOf(item, 'all'), count);
    left -= count;
  }
  return complete(form, whole);
});

/** Every way to change up to six patients by sex and age and leave their number as it is, with the counts of the table that it changes. */
function changesOf(form: Form): { readonly leaves: readonly (readonly [string, number])[]; readonly effect: readonly string[] }[] {
  const leaves = LEAVES[form].slice(1, 4).flatMap((line) => corridor.columnsOf(form, line).map((age) => ({ item: line.item, age, key: keyOf(line.item, age) })));
  const effectOf = (chosen: readonly (readonly [number, number])[]): string[] => {
    const effect = new Map<string, number>();
    for (const [at, by] of chosen) {
      const { item, age, key } = leaves[at] ?? leaves[0]!;
      for (const moved of [key, keyOf(item, 'all'), keyOf(0, age), keyOf(0, corridor.halfOf(age))]) effect.set(moved, (effect.get(moved) ?? 0) + by);
    }
    return [...effect].filter(([, by]) => by !== 0).map(([key]) => key);
  };
  const found: ReturnType<typeof changesOf> = [];
  const choose = (from: number, chosen: (readonly [number, number])[]): void => {
    if (chosen.length > 0 && chosen.reduce((sum, [, by]) => sum + by, 0) === 0) found.push({ leaves: chosen.map(([at, by]) => [leaves[at]?.key ?? '', by] as const), effect: effectOf(chosen) });
    if (chosen.length === 6) return;
    for (let at = from; at < leaves.length; at += 1) for (const by of [1, -1]) choose(at + 1, [...chosen, [at, by]]);
  };
  choose(0, []);
  return found;
}

/** Halves of a line that are hidden, and have one value in all pairs that fit what is shown: tried one after the other. */
function toldOf(item: number, known: (key: string) => number | null): string[] {
  const [young, old, all] = [known('0/under_5') ?? Infinity, known('0/five_over') ?? Infinity, known('0/all') ?? Infinity];
  const [under, over, whole] = [known(keyOf(item, 'under_5')), known(keyOf(item, 'five_over')), known(keyOf(item, 'all'))];
  const fits: { u: number; o: number }[] = [];
  for (let u = under ?? 0; u <= (under ?? Math.min(young, whole ?? Infinity, 400)); u += 1) {
    for (let o = over ?? (whole === null ? 0 : whole - u); o <= (over ?? (whole === null ? 9 : whole - u)); o += 1) {
      if ((whole === null || u + o === whole) && o <= old && u + o <= all) fits.push({ u, o });
    }
  }
  const told = (values: readonly number[]): boolean => new Set(values).size < 2;
  return [...(under === null && told(fits.map(({ u }) => u)) ? [keyOf(item, 'under_5')] : []), ...(over === null && told(fits.map(({ o }) => o)) ? [keyOf(item, 'five_over')] : [])];
}

describe('small counts before outsiders', () => {
  it('are not shown', () => {
    fc.assert(fc.property(fc.constantFrom<Form>('mds50', 'mds46').chain((form) => fc.tuple(fc.constant(form), report(form))), ([form, counts]) => {
      const hidden = hideSmallCounts(form, counts);
      const keys = generalLines(form).flatMap((line) => shownColumns(form, line).map((column) => keyOf(line.item, column)));
      expect(keys.filter((key) => (counts.get(key) ?? SMALL) < SMALL && !hidden.has(key))).toEqual([]);
    }));
  });

  it.each(['mds50', 'mds46'] as const)('cannot be worked out from the patients of %s, by sex, age, half and whole', (form) => {
    const keys = LEAVES[form].slice(0, 4).flatMap((line) => shownColumns(form, line).map((column) => keyOf(line.item, column)));
    const changes = changesOf(form);
    fc.assert(fc.property(report(form), (counts) => {
      const hidden = hideSmallCounts(form, counts);
      // Of a day with fewer than five patients nothing is shown at all, and so nothing is told.
      const moved = new Set<string>(keys.every((key) => hidden.has(key)) ? keys : []);
      for (const { leaves, effect } of changes) {
        // Another day that shows the very same: each count that differs in it cannot be worked out.
        if (effect.some((key) => !hidden.has(key)) || effect.every((key) => moved.has(key))) continue;
        if (leaves.every(([key, by]) => by > 0 || (counts.get(key) ?? 0) > 0)) for (const key of effect) moved.add(key);
      }
      expect(keys.filter((key) => hidden.has(key) && !moved.has(key))).toEqual([]);
    }), { numRuns: 40 });
  });

  it.each(['mds50', 'mds46'] as const)('cannot be worked out from a line of %s and the patients of its halves', (form) => {
    fc.assert(fc.property(report(form), (counts) => {
      const hidden = hideSmallCounts(form, counts);
      const lines = generalLines(form).filter(({ shape }) => shape === 'halves');
      expect(lines.flatMap(({ item }) => toldOf(item, (key) => (hidden.has(key) ? null : (counts.get(key) ?? null))))).toEqual([]);
    }), { numRuns: 40 });
  });

  it('cannot be worked out from the rule of one relation to the event', () => {
    fc.assert(fc.property(report('mds50'), (counts) => {
      const hidden = hideSmallCounts('mds50', counts);
      const related = corridor.RELATION.mds50.map((item) => keyOf(item, 'all'));
      const shown = related.filter((key) => !hidden.has(key)).reduce((sum, key) => sum + (counts.get(key) ?? 0), 0);
      fc.pre(related.some((key) => hidden.has(key)) && !hidden.has('0/all'));
      expect((counts.get('0/all') ?? 0) - shown).toBeGreaterThanOrEqual(SMALL - 1);
    }));
  });

  it('leave of a large day what needs no protection', () => {
    const counts = complete('mds50', new Map(LEAVES.mds50.slice(1, 4).flatMap((line) => corridor.columnsOf('mds50', line).map((age) => [keyOf(line.item, age), 20] as const))));
    counts.set('9/under_5', 12).set('9/five_over', 30).set('10/under_5', 2).set('10/five_over', 30).set('36/all', 100);
    const hidden = hideSmallCounts('mds50', complete('mds50', counts));
    expect([...hidden].sort()).toEqual(['10/five_over', '10/under_5']);
  });

  it('hide all but the whole where the ages are not known', () => {
    const hidden = hideSmallCounts('mds50', complete('mds50', new Map([['0/all', 40], ['1/all', 22], ['2/all', 15], ['3/all', 3]])));
    expect([...hidden].sort()).toEqual(['1/all', '2/all', '3/all']);
  });
});

describe('a table with sums', () => {
  const table = (cells: readonly (readonly number[])[]): Arc[] => {
    const columns = cells[0] ?? [];
    const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);
    return [
      ...cells.flatMap((row, r) => row.map((value, c) => ({ key: `${r}/${c}`, from: `r${r}`, to: `c${c}`, value, level: 0 }))),
      ...cells.map((row, r) => ({ key: `${r}/all`, from: 'rows', to: `r${r}`, value: sum(row), level: 1 })),
      ...columns.map((_, c) => ({ key: `all/${c}`, from: `c${c}`, to: 'columns', value: sum(cells.map((row) => row[c] ?? 0)), level: 1 })),
      { key: 'all', from: 'columns', to: 'rows', value: sum(cells.map(sum)), level: 2 },
    ];
  };

  it('leaves each hidden number as many values as asked, counted by trying every table', () => {
    fc.assert(fc.property(fc.array(fc.integer({ min: 0, max: 6 }), { minLength: 6, maxLength: 6 }), (numbers) => {
      const arcs = table([numbers.slice(0, 3), numbers.slice(3)]);
      const value = new Map(arcs.map((arc) => [arc.key, arc.value]));
      const hidden = protectNetwork(arcs, new Set(arcs.filter((arc) => arc.value < 3).map(({ key }) => key)), { width: 2, last: 'all' });
      const cells = ['0/0', '0/1', '0/2', '1/0', '1/1', '1/2'];
      const found = new Map([...hidden].map((key) => [key, new Set<number>()]));
      const tryAll = (at: number, chosen: number[]): void => {
        const key = cells[at];
        if (key === undefined) {
          const tried = new Map(table([chosen.slice(0, 3), chosen.slice(3)]).map((arc) => [arc.key, arc.value]));
          if ([...tried].every(([one, count]) => hidden.has(one) || value.get(one) === count)) for (const one of hidden) found.get(one)?.add(tried.get(one) ?? 0);
          return;
        }
        const [from, to] = hidden.has(key) ? [0, 9] : [value.get(key) ?? 0, value.get(key) ?? 0];
        for (let one = from; one <= to; one += 1) tryAll(at + 1, [...chosen, one]);
      };
      // Of tables that are hidden whole there are too many to try, and nothing binds them.
      fc.pre(cells.filter((key) => hidden.has(key)).length <= 4);
      tryAll(0, []);
      expect([...found].filter(([key, values]) => (value.get(key) ?? 0) <= 6 && values.size < 3)).toEqual([]);
    }), { numRuns: 20 });
  });
});
