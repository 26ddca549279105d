import { decide, type Matter, type PersonSettings } from './decide.js';

const now = new Date('2026-05-04T23:30:00Z');
const morning = new Date('2026-05-05T07:00:00Z');
const settings: PersonSettings = { zone: 'UTC', preferences: [], quiet: [], pausedUntil: null, rhythms: {} };
const nights = [{ days: [1, 2, 3, 4, 5, 6, 7], from: '22:00', to: '07:00' }];
const unwanted: PersonSettings = { ...settings, preferences: [{ owner: 'person', category: 'meeting', channel: null, about: null, wanted: false }] };
const notice = { category: 'meeting', critical: false, channels: ['inbox', 'mail'], digestMinutes: null } as const;
const matter: Matter = { notice, about: 'meeting:1', channel: 'mail', digestKey: 'agenda meeting:1', alone: false, gathered: false };
const gathering: Matter = { ...matter, notice: { ...notice, digestMinutes: 15 } };
const later = (minutes: number): Date => new Date(now.getTime() + minutes * 60_000);

describe('whether and when', () => {
  it.each([
    ['nothing in its way: now', matter, settings, null, { go: 'now', passed: null }],
    ['not wanted: dropped', matter, unwanted, null, { go: 'drop', why: 'preference' }],
    ['quiet hours: held to their end, gathered by its key', matter, { ...settings, quiet: nights }, null, { go: 'hold', why: 'quiet_hours', until: morning, key: 'agenda meeting:1' }],
    ['quiet hours, an appointment: held by itself', { ...matter, alone: true }, { ...settings, quiet: nights }, null, { go: 'hold', why: 'quiet_hours', until: morning, key: null }],
    ['a pause: held to its end', matter, { ...settings, pausedUntil: later(10) }, null, { go: 'hold', why: 'quiet_hours', until: later(10), key: 'agenda meeting:1' }],
    ['a pause that ends in quiet hours: held to their end', matter, { ...settings, pausedUntil: later(10), quiet: nights }, null, { go: 'hold', why: 'quiet_hours', until: morning, key: 'agenda meeting:1' }],
    ['a digest of the notice: held for its window', gathering, settings, null, { go: 'hold', why: 'digest', until: later(15), key: 'agenda meeting:1' }],
    ['a window that ends in quiet hours: held to their end', gathering, { ...settings, quiet: nights }, null, { go: 'hold', why: 'digest', until: morning, key: 'agenda meeting:1' }],
    ['an appointment does not wait for a digest', { ...gathering, alone: true }, settings, null, { go: 'now', passed: null }],
    ['the person wants it at once: no digest', gathering, { ...settings, rhythms: { meeting: { every: 'at_once' } } }, null, { go: 'now', passed: null }],
    ['the person wants it by the hour: one for the category', matter, { ...settings, rhythms: { meeting: { every: 'hour' } } }, null, { go: 'hold', why: 'digest', until: later(30), key: 'meeting.hour' }],
    ['what is said of the category counts before what is said of all', matter, { ...settings, rhythms: { all: { every: 'hour' }, meeting: { every: 'at_once' } } }, null, { go: 'now', passed: null }],
    ['the throttle is full: held to its end, gathered', matter, settings, { until: later(40) }, { go: 'hold', why: 'throttled', until: later(40), key: 'meeting.throttled' }],
    ['its digest has come to its end: no digest again', { ...gathering, gathered: true }, settings, null, { go: 'now', passed: null }],
    ['its digest has come to its end within quiet hours: held on', { ...gathering, gathered: true }, { ...settings, quiet: nights }, null, { go: 'hold', why: 'quiet_hours', until: morning, key: 'agenda meeting:1' }],
  ] satisfies [string, Matter, PersonSettings, { until: Date } | null, unknown][])('%s', (_, given, of, refused, expected) => {
    expect(decide(given, of, refused, now)).toEqual(expected);
  });

  it.each([
    ['preference', unwanted], ['quiet_hours', { ...settings, quiet: nights }], ['digest', { ...settings, rhythms: { all: { every: 'hour' } } }],
  ] satisfies [string, PersonSettings][])('what is critical passes: %s', (passed, of) => {
    expect(decide({ ...matter, notice: { ...notice, critical: true } }, of, null, now)).toEqual({ go: 'now', passed });
  });

  it('what is critical goes on its own channels, and on others when they are wanted', () => {
    const critical: Matter = { ...matter, channel: 'sms', notice: { ...notice, critical: true } };
    expect(decide(critical, settings, null, now)).toEqual({ go: 'drop', why: 'preference' });
    expect(decide(critical, { ...settings, preferences: [{ owner: 'person', category: null, channel: 'sms', about: null, wanted: true }] }, null, now)).toEqual({ go: 'now', passed: null });
  });
});
