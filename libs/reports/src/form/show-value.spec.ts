import { valueShower } from './show-value.js';

describe('how a reader sees a value', () => {
  it.each([
    ['en', 1_234.567, 'number', '1,234.57'], ['ru', 1_234.5, 'number', '1\u00a0234,5'], ['ar', -1_234.5, 'number', '-1,234.5'], ['ur', 1_234.5, 'number', '1,234.5'], ['zh', 0.256, 'percent', '25.6%'], ['ar', 0.256, 'percent', '25.6%'],
    ['en', null, 'number', '–'], ['ur', true, 'text', 'ہاں'], ['en', '2026-11-21', 'date', '2026-11-21'], ['ar', '2026-11-21T19:00:00.000Z', 'instant', '2026-11-22 00:00:00'],
  ] as const)('in %s, %p as a %s is %s', (language, value, kind, shown) => {
    expect(valueShower({ language, zone: 'Asia/Karachi' })(value, kind)).toBe(shown);
  });

  it.each([
    ['America/New_York', '2026-11-01T05:30:00Z', '2026-11-01 01:30:00 GMT-04:00'], ['America/New_York', '2026-11-01T06:30:00Z', '2026-11-01 01:30:00 GMT-05:00'], ['America/New_York', '2026-11-01T07:00:00Z', '2026-11-01 02:00:00'],
    ['America/New_York', '2026-03-08T07:00:00Z', '2026-03-08 03:00:00'], ['Australia/Lord_Howe', '2026-04-04T14:45:00Z', '2026-04-05 01:45:00 GMT+11:00'], ['Europe/Lisbon', '2026-10-25T00:30:00Z', '2026-10-25 01:30:00 GMT+01:00'],
  ])('in %s, %s is %s: an hour that the clocks show twice has its offset', (zone, instant, shown) => {
    expect(valueShower({ language: 'en', zone })(instant, 'instant')).toBe(shown);
  });
});
