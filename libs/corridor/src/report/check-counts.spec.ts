import { checkCounts, type Entered } from './check-counts.js';
import { cellsOf, complete, translate, type Column } from './counts.js';

const cell = (item: number, column: Column, count: number): Entered => ({ item, column, count });
const day: Entered[] = [
  cell(0, 'all', 30), cell(1, 'under_1', 1), cell(1, 'age_1_4', 4), cell(1, 'age_5_17', 5), cell(1, 'age_18_64', 3), cell(1, 'age_65_over', 0),
  cell(2, 'under_1', 2), cell(2, 'age_1_4', 3), cell(2, 'age_5_17', 4), cell(2, 'age_18_64', 4), cell(2, 'age_65_over', 1),
  cell(3, 'age_5_17', 0), cell(3, 'age_18_64', 3), cell(3, 'age_65_over', 0), cell(9, 'under_5', 6), cell(9, 'five_over', 5),
];
const faults = (cells: readonly Entered[], form: 'mds50' | 'mds46' = 'mds50'): string[] => checkCounts(form, cells).issues.map(({ pointer }) => pointer);

describe('counts entered by hand', () => {
  it('that add up pass, and what follows from them is known', () => {
    const { counts, issues } = checkCounts('mds50', day);
    expect(issues).toEqual([]);
    expect(['1/all', '0/under_1', '0/under_5', '9/all', '3/all'].map((key) => counts.get(key))).toEqual([13, 3, 10, 11, 3]);
    expect(counts.has('10/all')).toBe(false);
  });

  it.each([
    ['the sexes do not make all patients', [...day.slice(1), cell(0, 'all', 31)], '/cells/15'],
    ['an age group is not what its sexes make', [...day, cell(0, 'under_1', 4)], '/cells/16'],
    ['the halves do not make their line', [...day, cell(9, 'all', 12)], '/cells/16'],
    ['a line is over its patients', [...day, cell(10, 'under_5', 11)], '/cells/16'],
    ['two relations are counted for one patient', [...day, cell(44, 'all', 20), cell(45, 'all', 11)], '/cells/16'],
    ['a cell stands twice', [...day, cell(9, 'under_5', 6)], '/cells/16'],
    ['a birth is counted below five', [...day, cell(33, 'under_5', 1)], '/cells/16/column'],
    ['a pregnant patient is below five', [...day, cell(3, 'under_1', 1)], '/cells/16/column'],
    ['an item is a mark', [...day, cell(51, 'all', 1)], '/cells/16/item'],
    ['nobody says how many patients there were', day.slice(1), '/cells'],
  ])('are refused where %s', (_, cells, pointer) => {
    expect(faults(cells)).toContain(pointer);
  });

  it('are read by the form that they are of', () => {
    expect(faults([cell(0, 'all', 1), cell(47, 'all', 1)], 'mds46')).toEqual(['/cells/1/item']);
    expect(faults([cell(0, 'all', 1), cell(1, 'age_5_17', 1)], 'mds46')).toEqual(['/cells/1/column']);
    expect(faults([cell(0, 'all', 9), cell(1, 'age_5_64', 7)], 'mds46')).toEqual([]);
  });
});

describe('a report read in the other form', () => {
  const known = (cells: readonly { item: number; column: string; count: number | null }[], key: string): number | null | undefined => cells.find(({ item, column }) => `${item}/${column}` === key)?.count;

  it('means the same by other numbers, and does not know what the other never asked', () => {
    const current = cellsOf('mds50', complete('mds50', new Map([...checkCounts('mds50', day).counts, ['23/under_5', 1], ['23/five_over', 2], ['39/all', 4], ['19/all', 3]])), { slots: { 19: 'Dengue' } });
    const earlier = translate('mds50', current, 'mds46');
    // 19 was a surgical emergency, and a free slot has no line; ages from 5 to 64 were one group; the referral bore a star.
    expect(['19/all', '19/under_5', '1/age_5_64', '9/all', '20/all', '40/all', '35/all'].map((key) => known(earlier, key))).toEqual([3, 1, 8, 11, null, null, undefined]);
    const back = translate('mds46', earlier, 'mds50');
    expect(['23/all', '1/age_5_17', '1/age_18_64', '1/under_1', '19/all', '39/all'].map((key) => known(back, key))).toEqual([3, null, null, 1, null, null]);
  });

  it('keeps hidden what is hidden, and the sum with it', () => {
    const cells = cellsOf('mds50', checkCounts('mds50', day).counts, { slots: {}, hidden: new Set(['1/age_18_64']) });
    expect(translate('mds50', cells, 'mds46').find(({ item, column }) => item === 1 && column === 'age_5_64')).toEqual({ item: 1, column: 'age_5_64', count: null, hidden: true });
  });
});
