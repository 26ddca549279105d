import { catalogue, council } from '#contracts';
import { letsAsk, letsThrough, type Sight } from './sight.js';

const events = catalogue.all().filter((contract) => contract.kind === 'event');
/** Of which classes the events are that a document of this sight may be made of. */
const classesOf = (sight: Sight): string[] => [...new Set(events.filter(({ name }) => letsThrough(sight, name)).map(({ dataClass }) => dataClass))].sort();

describe('what may be in a document', () => {
  it('for who is outside of the hub is of the classes that its owner lets out, and of no other', () => {
    expect(events.some(({ dataClass }) => dataClass !== 'public' && dataClass !== 'alliance')).toBe(true);
    expect(classesOf('alliance').filter((one) => one !== 'alliance' && one !== 'public')).toEqual([]);
    expect(classesOf('alliance')).toContain('alliance');
    expect(classesOf('public').filter((one) => one !== 'public')).toEqual([]);
    expect(events.every(({ name }) => letsThrough('own', name))).toBe(true);
  });

  it('is nothing that is not declared any more, and no answer about a person', () => {
    expect([letsThrough('alliance', 'council.forgotten.v1'), letsThrough('alliance', council.motions.name)]).toEqual([false, false]);
    expect([letsAsk('alliance', council.motions.name), letsAsk('public', council.motions.name), letsAsk('own', council.motions.name)]).toEqual([false, false, true]);
  });
});
