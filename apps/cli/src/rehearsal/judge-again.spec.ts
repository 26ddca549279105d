import fc from 'fast-check';
import { countAgain, judgeAgain, toDecimal, toMillionths } from './judge-again.js';

describe('counting a second time', () => {
  it('writes every decimal as it was read', () => {
    fc.assert(fc.property(fc.bigInt({ min: 0n, max: 10n ** 18n }), (millionths) => expect(toMillionths(toDecimal(millionths))).toBe(millionths)));
    expect(['0.1', '0.2', '2.5', '1000000', '0.000001'].map((text) => toDecimal(toMillionths(text)))).toEqual(['0.1', '0.2', '2.5', '1000000', '0.000001']);
  });

  it('counts heads and weights apart, without losing a millionth', () => {
    const seats = ['0.1', '0.2', '0.3', '1.5'].map((weight, at) => ({ seatId: `${at}`, institutionId: 'i', countryCode: 'CN', weight }));
    const tally = countAgain(seats, new Map([['0', 'yes'], ['1', 'yes'], ['2', 'no']]), new Set(['0', '3']));
    expect(tally.heads).toEqual({ yes: '2', no: '1', abstain: '0', cast: '3', valid: '3', present: '2', entitled: '4' });
    expect(tally.weights).toEqual({ yes: '0.3', no: '0.3', abstain: '0', cast: '0.6', valid: '0.6', present: '1.6', entitled: '2.1' });
  });

  it.each([
    ['1', '0', true, 'carried'], ['2', '1', true, 'carried'], ['1', '1', false, 'lost'], ['0', '0', false, 'lost'], ['1', '2', false, 'lost'],
  ])('with %s for and %s against (more than half: %s) the motion is %s', (yes, no, strict, outcome) => {
    const series = { yes, no, abstain: '0', cast: '3', valid: toDecimal(toMillionths(yes) + toMillionths(no)), present: '3', entitled: '3' };
    const rule = { threshold: { numerator: 1, denominator: 2 }, strict, base: 'valid' as const, unit: 'heads' as const, tie: 'fails' as const };
    expect(judgeAgain({ heads: series, weights: series }, rule)).toBe(outcome);
  });
});
