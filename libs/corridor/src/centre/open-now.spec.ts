import { openNow } from './open-now.js';

describe('whether a centre is open by its hours', () => {
  const nightly = [{ weekday: 7, from: '20:00', to: '06:00' }];

  it.each([
    ['in the evening of the day that is entered', '2026-11-22T15:30:00Z', true], // Sunday 20:30 in Karachi
    ['in the night after it', '2026-11-22T22:00:00Z', true], // Monday 03:00
    ['when the hour to close has come', '2026-11-23T01:00:00Z', false], // Monday 06:00
    ['a day later at night', '2026-11-23T22:00:00Z', false],
  ])('%s: at %s it says %s', (_, at, open) => {
    expect(openNow(nightly, 'Asia/Karachi', new Date(at))).toBe(open);
  });

  it('reads the wall clock of the zone, also on the day when clocks go forward', () => {
    const morning = [{ weekday: 7, from: '08:00', to: '12:00' }];
    expect(openNow(morning, 'Europe/Bucharest', new Date('2026-03-29T05:30:00Z'))).toBe(true); // 08:30 by the new time
    expect(openNow(morning, 'Europe/Bucharest', new Date('2026-03-22T05:30:00Z'))).toBe(false); // 07:30 by the old
  });

  it('does not know where no hours are entered', () => {
    expect(openNow([], 'UTC', new Date())).toBeNull();
  });
});
