import { events } from '#contracts';
import { nextTry } from './next-try.js';

const middle = (): number => 0.5;
const failed = { slow: false, retryAfter: null };
const seconds = (milliseconds: number | null): number | null => (milliseconds === null ? null : milliseconds / 1_000);

describe('when a delivery is tried again', () => {
  it('is at exactly the published times when nothing is spread', () => {
    let [clock, tries] = [0, 1];
    const times = [clock];
    for (let wait = nextTry(tries, failed, middle); wait !== null; wait = nextTry(tries, failed, middle)) {
      times.push((clock += wait / 1_000));
      tries += 1;
    }
    expect(times).toEqual([0, 5, 305, 2_105, 9_305, 27_305, 63_305, 113_705, 185_705, 272_105]);
    expect(times).toHaveLength(events.retrySchedule.length);
  });

  it.each([[0, 240], [0.25, 270], [1, 360]])('lies within a fifth of the published wait (chance %s)', (chance, wait) => {
    expect(seconds(nextTry(2, failed, () => chance))).toBe(wait);
  });

  it.each([
    ['a minute at the least when the endpoint has too much to do', 1, { slow: true, retryAfter: null }, 60],
    ['the published wait when that is longer', 2, { slow: true, retryAfter: null }, 300],
    ['as long as the endpoint asks', 2, { slow: false, retryAfter: 450_000 }, 450],
    ['not shorter than published, though it asks for less', 2, { slow: false, retryAfter: 1_000 }, 300],
    ['twice as long as published at the most', 2, { slow: false, retryAfter: 86_400_000 }, 600],
    ['twice a minute at the most after 429', 1, { slow: true, retryAfter: 86_400_000 }, 120],
  ])('is %s', (_, tries, verdict, wait) => {
    expect(seconds(nextTry(tries, verdict, middle))).toBe(wait);
  });
});
