import { convertUnit, insistOnUnit } from './convert-unit.js';

const refusal = (work: Promise<unknown>): Promise<unknown> => work.then(() => 'taken', (fault: { code?: string }) => fault.code);

describe('units', () => {
  it.each([[1, 'L', 'mL', 1000], [98.6, '[degF]', 'Cel', 37], [2500, 'mg', 'g', 2.5], [1, 'h', 'min', 60], [3, '{tablet}', '{tablet}', 3], [0.5, 'm3', 'L', 500]])('%d %s is so many %s: %d', async (value, from, to, wanted) => {
    expect(await convertUnit(value, from, to)).toBe(wanted);
  });

  it.each([['degF'], ['psi'], ['gal'], ['meter'], ['mcg']])('knows no unit %s: the text is taken letter by letter', async (code) => {
    expect(await refusal(insistOnUnit(code))).toBe('unit_unknown');
  });

  it.each([['{tablet}', '{box}'], ['mmol', 'mg'], ['{tablet}', '1'], ['L', 'g']])('makes no %s into %s', async (from, to) => {
    expect(await refusal(convertUnit(1, from, to))).toBe('unit_not_convertible');
  });
});
