import { agesOf, columnsOf, linesOf, sameLine } from './mds.js';

const codeOf = (form: 'mds50' | 'mds46', item: number): string | undefined => linesOf[form][item]?.code;

describe('the form of the daily report', () => {
  it('numbers its lines without a gap, and means one thing by each code', () => {
    for (const [form, last] of [['mds50', 65], ['mds46', 46]] as const) {
      expect(linesOf[form].map(({ item }) => item)).toEqual(Array.from({ length: last + 1 }, (_, at) => at));
      expect(new Set(linesOf[form].map(({ code }) => code)).size).toBe(last + 1);
    }
  });

  it.each([
    [19, 'free_slot_19', 'surgical_emergency'], [28, 'severe_acute_malnutrition', 'limb_amputation'], [35, 'other_obstetric', 'referral'], [40, 'admission', 'directly_related'],
    [42, 'death_in_facility', 'not_related'], [18, 'fever_unknown_origin', 'fever_unknown_origin'], [46, 'not_related', 'other_violence'], [31, 'limb_amputation', 'other_obstetric'],
  ])('means by item %d in the current form %s, and in that of 2017 %s', (item, current, earlier) => {
    expect([codeOf('mds50', item), codeOf('mds46', item)]).toEqual([current, earlier]);
  });

  it('keeps starred items and all of protection out of the general report', () => {
    const restricted = (form: 'mds50' | 'mds46'): number[] => linesOf[form].filter((line) => line.restricted).map(({ item }) => item);
    expect(restricted('mds50')).toEqual([28, 31, 42, 43, 47, 48, 49, 50]);
    expect(restricted('mds46')).toEqual([24, 28, 35, 38, 39, 43, 44, 45, 46]);
  });

  it('finds the line of the other form by its meaning, and none where it has none', () => {
    for (const line of linesOf.mds46) expect(sameLine(line, 'mds50')?.label).toBe(line.label);
    expect(linesOf.mds50.filter((line) => sameLine(line, 'mds46') === null).map(({ item }) => item)).toEqual([19, 20, 21, 22, ...Array.from({ length: 15 }, (_, at) => 51 + at)]);
    const referral = linesOf.mds50[39];
    expect(referral && sameLine(referral, 'mds46')?.item).toBe(35);
  });

  it('has no column for a pregnant patient below five, nor for a birth', () => {
    const columns = (item: number): readonly string[] => { const line = linesOf.mds50[item]; return line === undefined ? [] : columnsOf('mds50', line); };
    expect(columns(3)).toEqual(['age_5_17', 'age_18_64', 'age_65_over']);
    expect([columns(33), columns(9), columns(36), columns(51)]).toEqual([['five_over'], ['under_5', 'five_over'], ['all'], []]);
    expect(agesOf.mds46).toEqual(['under_1', 'age_1_4', 'age_5_64', 'age_65_over']);
  });
});
