import { choosePreference, type Preference } from './choose-preference.js';

const meeting = 'meeting:0198a2b4-7c1e-7d3a-9f00-000000000001';
const notice = { category: 'meeting', channels: ['inbox', 'mail'] } as const;
const said = (wanted: boolean, of: Partial<Preference> = {}): Preference => ({ owner: 'person', category: null, channel: null, about: null, wanted, ...of });
const institution = { owner: 'institution' } as const;

/** From what counts least to what counts most. */
const ladder: readonly [string, Partial<Preference>][] = [
  ['the institution, of a channel', { ...institution, channel: 'mail' }],
  ['the institution, of a category', { ...institution, category: 'meeting' }],
  ['the institution, of a category on a channel', { ...institution, category: 'meeting', channel: 'mail' }],
  ['the person, of a channel', { channel: 'mail' }],
  ['the person, of a category', { category: 'meeting' }],
  ['the person, of a category on a channel', { category: 'meeting', channel: 'mail' }],
  ['the person, of this meeting', { about: meeting }],
  ['the person, of this meeting on a channel', { about: meeting, channel: 'mail' }],
  ['the person, of this meeting and category', { about: meeting, category: 'meeting' }],
  ['the person, of this meeting, category and channel', { about: meeting, category: 'meeting', channel: 'mail' }],
];

describe('which preference counts', () => {
  it.each(ladder)('%s: before all that count less, whatever it says', (_, scope) => {
    const below = ladder.slice(0, ladder.findIndex(([, other]) => other === scope)).map(([, other]) => other);
    for (const wanted of [true, false]) {
      const all = [...below.map((other) => said(!wanted, other)), said(wanted, scope)];
      expect(choosePreference(all, notice, meeting, 'mail')).toEqual({ wanted, by: said(wanted, scope) });
      expect(choosePreference([...all].reverse(), notice, meeting, 'mail').wanted).toBe(wanted);
    }
  });

  it.each<[string, Partial<Preference>]>([
    ['another category', { category: 'alert' }], ['another channel', { channel: 'sms' }], ['another meeting', { about: 'meeting:0198a2b4-7c1e-7d3a-9f00-000000000002' }],
  ])('nothing that is said of %s', (_, scope) => {
    expect(choosePreference([said(false, scope)], notice, meeting, 'mail')).toEqual({ wanted: true, by: null });
  });

  it('without any, a notice goes where the hub sends it', () => {
    expect(choosePreference([], notice, meeting, 'mail').wanted).toBe(true);
    expect(choosePreference([], notice, meeting, 'sms').wanted).toBe(false);
  });

  it('of two institutions, the one that tells', () => {
    const no = said(false, { ...institution, category: 'meeting' });
    const yes = said(true, { ...institution, category: 'meeting' });
    expect([[no, yes], [yes, no]].map((both) => choosePreference(both, notice, null, 'mail').wanted)).toEqual([true, true]);
  });
});
