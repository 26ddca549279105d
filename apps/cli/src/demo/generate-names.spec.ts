import { chanceOf, countries, generateInstitutions, generatePerson } from './generate-names.js';

describe('the generated alliance', () => {
  it('has 55 institutions of 18 countries, no name twice, in several scripts', () => {
    const institutions = generateInstitutions(chanceOf(7), 55);
    expect(new Set(institutions.map((one) => one.name)).size).toBe(55);
    expect(new Set(institutions.map((one) => one.countryCode)).size).toBe(18);
    expect(countries.reduce((sum, one) => sum + one.institutions, 0)).toBe(55);
    const written = institutions.map((one) => Object.values(one.names).join()).join();
    for (const script of ['Han', 'Cyrillic', 'Arabic', 'Devanagari', 'Bengali', 'Thai', 'Latin']) expect(written).toMatch(new RegExp(`\\p{Script=${script}}`, 'u'));
  });

  it('is the same for the same seed and another one for another', () => {
    const [one, again, other] = [1, 1, 2].map((seed) => JSON.stringify(generateInstitutions(chanceOf(seed), 55)));
    expect(again).toBe(one);
    expect(other).not.toBe(one);
  });

  it('gives every person a name in their script and in Latin letters', () => {
    const chance = chanceOf(3);
    for (const home of countries) {
      const person = generatePerson(chance, home);
      expect(person.name).not.toBe('');
      expect(person.latinName).toMatch(/^[\p{Script=Latin}\p{Script=Common} ]+$/u);
    }
  });
});
