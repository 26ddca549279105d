import fc from 'fast-check';
import { filter, type stream as contract } from '#contracts';

type Envelope = contract.Envelope;

/** The meaning of a filter written a second time, off the map of attributes. */
function meant(one: filter.Dialect, event: Envelope): boolean {
  const attributes = filter.attributesOf(event);
  const [[key, value]] = Object.entries(one) as [[string, never]];
  const all = (test: (a: string, b: string) => boolean): boolean => Object.entries(value as Record<string, string>).every(([name, text]) => attributes[name] !== undefined && test(attributes[name] ?? '', text));
  switch (key) {
    case 'exact': return all((a, b) => a === b);
    case 'prefix': return all((a, b) => a.slice(0, b.length) === b);
    case 'suffix': return all((a, b) => a.length >= b.length && a.slice(a.length - b.length) === b);
    case 'all': return !(value as filter.Dialect[]).some((inner) => !meant(inner, event));
    case 'any': return (value as filter.Dialect[]).filter((inner) => meant(inner, event)).length > 0;
    default: return !meant(value, event);
  }
}

describe('a compiled filter', () => {
  const word = fc.constantFrom('a', 'ab', 'b', 'ba', 'aba');
  const comparison = fc.dictionary(fc.constantFrom('id', 'type', 'subject', 'actor', 'institution', 'country', 'unknown'), word, { minKeys: 1, maxKeys: 3 });
  const { one } = fc.letrec<{ one: filter.Dialect }>((tie) => ({
    one: fc.oneof(
      { maxDepth: 3 },
      comparison.map((exact) => ({ exact })), comparison.map((prefix) => ({ prefix })), comparison.map((suffix) => ({ suffix })),
      fc.array(tie('one'), { minLength: 1, maxLength: 3 }).map((all) => ({ all })), fc.array(tie('one'), { minLength: 1, maxLength: 3 }).map((any) => ({ any })), tie('one').map((not) => ({ not })),
    ),
  }));
  const event = fc.record({ id: word, type: word, stream: word, actor: word, data: fc.record({ institutionId: word, countryCode: word }, { requiredKeys: [] }) }).map((over): Envelope => ({ position: '3k9x2m7q.1', time: '2026-11-22T09:30:00.000Z', ...over }));

  it('means what the specification says, whatever is nested', () => {
    fc.assert(fc.property(one, event, (dialect, envelope) => {
      expect(filter.compileFilter({ filters: [dialect] })(envelope)).toBe(meant(dialect, envelope));
    }), { numRuns: 2_000 });
  });
});
