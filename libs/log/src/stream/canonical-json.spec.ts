import fc from 'fast-check';
import { canonicalJson } from './canonical-json.js';

const wellFormed = fc.string({ unit: 'grapheme' }).filter((text) => !text.includes('\0'));
const json = fc.letrec((tie) => ({
  value: fc.oneof({ depthSize: 'small' }, wellFormed, fc.double({ noNaN: true, noDefaultInfinity: true }), fc.integer(), fc.boolean(), fc.constant(null), fc.array(tie('value'), { maxLength: 5 }), tie('object')),
  object: fc.dictionary(wellFormed, tie('value'), { maxKeys: 6, noNullPrototype: true }),
})).value;

/** The same value with the members of its objects put in another order. */
function shuffled(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shuffled);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).reverse().map(([key, member]) => [key, shuffled(member)]));
}

describe('canonical JSON', () => {
  it('is JSON of the same value', () => {
    fc.assert(fc.property(json, (value) => {
      expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
    }));
  });

  it('is one text, whatever the order of the members and however often it was read and written', () => {
    fc.assert(fc.property(json, (value) => {
      const text = canonicalJson(value);
      expect(canonicalJson(shuffled(value))).toBe(text);
      expect(canonicalJson(JSON.parse(text))).toBe(text);
    }));
  });

  // From RFC 8785, sections 3.2.2 to 3.2.4.
  it.each<[unknown, string]>([
    [{ numbers: [333333333.3333333, 1E30, 4.5, 2e-3, 0.000000000000000000000000001], string: '\u20ac$\u000F\u000aA\'\u0042\u0022\u005c\\\"/', literals: [null, true, false] },
      '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}'],
    [{ '\u20ac': 'Euro Sign', '\r': 'Carriage Return', '\ufb33': 'Hebrew Letter Dalet With Dagesh', '1': 'One', '\ud83d\ude00': 'Emoji: Grinning Face', '\u0080': 'Control', '\u00f6': 'Latin Small Letter O With Diaeresis' },
      '{"\\r":"Carriage Return","1":"One","\u0080":"Control","ö":"Latin Small Letter O With Diaeresis","€":"Euro Sign","😀":"Emoji: Grinning Face","\ufb33":"Hebrew Letter Dalet With Dagesh"}'],
    [-0, '0'], [{ a: undefined, b: 1 }, '{"b":1}'],
  ])('writes what the standard says', (value, text) => {
    expect(canonicalJson(value)).toBe(text);
  });

  it.each<[unknown, string, RegExp]>([
    [{ a: [{ b: 'x\0' }] }, 'a.0.b', /NUL/], [{ a: '\ud800' }, 'a', /surrogate/], [{ '\udc00': 1 }, '\udc00', /surrogate/],
    [{ a: Number.NaN }, 'a', /finite/], [[1, Infinity], '1', /finite/], [{ a: 1n }, 'a', /bigint/], [{ a: () => 1 }, 'a', /function/], [{ a: { b: new Date() } }, 'a.b', /plain data/],
  ])('names what cannot be kept: %p', (value, path, reason) => {
    expect(() => canonicalJson(value)).toThrow(expect.objectContaining({ name: 'UnfitValue', path, reason: expect.stringMatching(reason) as string }) as Error);
  });
});
