import { countries, isCountry } from './countries.js';
import { countryCode, majorityRule, share, weight, zone } from './words.js';

describe('the words of the alliance', () => {
  it('knows the 249 countries of ISO 3166-1, each code once', () => {
    expect(countries).toHaveLength(249);
    for (const code of ['alpha2', 'alpha3', 'numeric'] as const) expect(new Set(countries.map((country) => country[code])).size).toBe(249);
    expect(countries.find((country) => country.alpha2 === 'PK')).toEqual({ alpha2: 'PK', alpha3: 'PAK', numeric: '586' });
    expect([isCountry('CN'), isCountry('XX'), isCountry('cn')]).toEqual([true, false, false]);
    expect(countryCode.safeParse('ZZ').success).toBe(false);
  });

  it.each([['1', true], ['0.5', true], ['999999.999999', true], ['0', false], ['0.000000', false], ['-1', false], ['1e3', false], ['01', false], ['1.0000001', false], ['1000000', false]])('weighs %s: %s', (text, right) => {
    expect(weight.safeParse(text).success).toBe(right);
  });

  it.each([['Asia/Shanghai', true], ['Europe/Minsk', true], ['UTC', true], ['Mars/Olympus', false], ['+05:00', false], ['', false]])('keeps time by %s: %s', (text, right) => {
    expect(zone.safeParse(text).success).toBe(right);
  });

  it('takes a share of at most the whole', () => {
    expect(share.safeParse({ numerator: 2, denominator: 3 }).success).toBe(true);
    expect(share.safeParse({ numerator: 4, denominator: 3 }).success).toBe(false);
    expect(share.safeParse({ numerator: 0, denominator: 0 }).success).toBe(false);
    expect(majorityRule.safeParse({ threshold: { numerator: 1, denominator: 2 }, strict: true, base: 'valid', unit: 'weights', tie: 'wins' }).success).toBe(false);
  });
});
