import fc from 'fast-check';
import { lookAhead, onCall, type Roster, type Shift } from './on-call.js';

const everyDay = [1, 2, 3, 4, 5, 6, 7];
const shift = (personId: string, from: string, to: string, more: Partial<Shift> = {}): Shift => ({ personId, weekdays: everyDay, from, to, holidays: 'also', ...more });
const roster = (zone: string, shifts: Shift[], more: Partial<Roster> = {}): Roster => ({ zone, shifts, holidays: [], overrides: [], ...more });
const at = (iso: string): Date => new Date(iso);
const HOUR = 3_600_000;

/** Zones of the corridor with a day on which their clock moves, in UTC; Karachi and Kathmandu have none. */
const moves: readonly [string, string][] = [
  ['Asia/Karachi', '2026-03-29T00:00:00Z'], ['Asia/Kathmandu', '2026-03-29T00:00:00Z'], ['Europe/Bucharest', '2026-03-29T01:00:00Z'], ['Europe/Bucharest', '2026-10-25T01:00:00Z'],
  ['America/Toronto', '2026-03-08T07:00:00Z'], ['America/Toronto', '2026-11-01T06:00:00Z'], ['America/Havana', '2026-03-08T05:00:00Z'], ['America/Havana', '2026-11-01T05:00:00Z'],
];
const minute = fc.integer({ min: 0, max: 1_439 });
const wall = (minutes: number): string => `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;

/** What a clock on the wall of this zone shows, as Intl has it: weekday and minutes of the day. */
function clock(zone: string, instant: Date): { weekday: number; minutes: number } {
  const parts = new Intl.DateTimeFormat('en-GB', { timeZone: zone, weekday: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).formatToParts(instant);
  const of = (type: string): string => parts.find((part) => part.type === type)?.value ?? '';
  return { weekday: ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'].indexOf(of('weekday')) + 1, minutes: Number(of('hour')) * 60 + Number(of('minute')) };
}

describe.each(moves)('on call in %s around %s', (zone, move) => {
  const near = fc.integer({ min: -30 * 60, max: 30 * 60 }).map((minutes) => new Date(at(move).getTime() + minutes * 60_000));

  it('has exactly one person at every instant, where shifts meet on the wall clock all round it', () => {
    fc.assert(fc.property(fc.uniqueArray(minute, { minLength: 2, maxLength: 6 }), near, (cuts, instant) => {
      const sorted = [...cuts].sort((a, b) => a - b);
      const all = sorted.map((cut, n) => shift(`p${n}`, wall(cut), wall(sorted[(n + 1) % sorted.length] ?? 0)));
      expect(onCall(roster(zone, all), instant)).toHaveLength(1);
    }), { numRuns: 150 });
  });

  it('has whom the clock on the wall says, whatever weekday it is there, while the clock does not move', () => {
    fc.assert(fc.property(minute, minute, fc.subarray(everyDay, { minLength: 1 }), near, (from, to, weekdays, instant) => {
      fc.pre(Math.abs(instant.getTime() - at(move).getTime()) > 4 * HOUR);
      const { weekday, minutes } = clock(zone, instant);
      const yesterday = weekday === 1 ? 7 : weekday - 1;
      const today = weekdays.includes(weekday) && minutes >= from && (to <= from || minutes < to);
      const fromYesterday = to <= from && weekdays.includes(yesterday) && minutes < to;
      // A shift of a night in which the clock moves is told by the other property.
      expect(onCall(roster(zone, [shift('p', wall(from), wall(to), { weekdays })]), instant)).toEqual(today || fromYesterday ? ['p'] : []);
    }), { numRuns: 150 });
  });
});

describe('a night on which the clock moves', () => {
  it.each([
    ['Europe/Bucharest', '2026-03-28T19:00:00Z', 11], ['Europe/Bucharest', '2026-10-24T18:00:00Z', 13], ['America/Toronto', '2026-03-08T02:00:00Z', 11], ['America/Toronto', '2026-11-01T01:00:00Z', 13],
    ['Asia/Karachi', '2026-03-28T16:00:00Z', 12], ['Asia/Kathmandu', '2026-03-28T15:15:00Z', 12],
  ])('makes the shift from 21:00 to 09:00 in %s that holds at %s last %i hours', (zone, instant, hours) => {
    const nights = roster(zone, [shift('night', '21:00', '09:00'), shift('day', '09:00', '21:00')]);
    const start = at(instant);
    expect(onCall(nights, start)).toEqual(['night']);
    expect(onCall(nights, new Date(start.getTime() - 1))).toEqual(['day']);
    expect(lookAhead(nights, start, new Date(start.getTime() + 24 * HOUR)).until).toEqual(new Date(start.getTime() + hours * HOUR));
  });

  it('begins a shift at a wall time that is jumped over with the jump', () => {
    const early = roster('America/Toronto', [shift('late', '22:00', '02:30'), shift('early', '02:30', '10:00')]);
    expect(onCall(early, at('2026-03-08T06:59:59Z'))).toEqual(['late']);
    expect(onCall(early, at('2026-03-08T07:00:00Z'))).toEqual(['early']);
  });
});

describe('a roster', () => {
  it('has both on call while one shift hands over to the next', () => {
    const overlapping = roster('Asia/Karachi', [shift('one', '08:00', '16:15'), shift('two', '16:00', '23:00')]);
    expect(['15:59', '16:00', '16:14', '16:15'].map((time) => onCall(overlapping, at(`2026-11-24T${time}:00+05:00`)))).toEqual([['one'], ['one', 'two'], ['one', 'two'], ['two']]);
  });

  it('goes by local holidays', () => {
    const all = roster('Asia/Kathmandu', [shift('work', '09:00', '17:00', { holidays: 'off' }), shift('ever', '09:00', '17:00'), shift('feast', '09:00', '17:00', { holidays: 'only' })], { holidays: ['2026-11-24'] });
    expect(onCall(all, at('2026-11-24T12:00:00+05:45')).sort()).toEqual(['ever', 'feast']);
    expect(onCall(all, at('2026-11-25T12:00:00+05:45')).sort()).toEqual(['ever', 'work']);
  });

  it('has others for once, or nobody, and shows the hole', () => {
    const shifts = [shift('one', '00:00', '00:00')];
    const swapped = { starts: '2026-11-24T08:00', ends: '2026-11-24T12:00', personIds: ['two'] };
    const none = { starts: '2026-11-24T11:00', ends: '2026-11-24T14:00', personIds: [] };
    // The latest given comes first.
    const all = roster('Asia/Karachi', shifts, { overrides: [none, swapped] });
    expect(['07:59', '08:00', '11:00', '14:00'].map((time) => onCall(all, at(`2026-11-24T${time}:00+05:00`)))).toEqual([['one'], ['two'], [], ['one']]);
    const ahead = lookAhead(all, at('2026-11-24T00:00:00+05:00'), at('2026-11-26T00:00:00+05:00'));
    expect(ahead.holes).toEqual([{ from: at('2026-11-24T11:00:00+05:00'), to: at('2026-11-24T14:00:00+05:00') }]);
    expect(ahead.until).toEqual(at('2026-11-24T08:00:00+05:00'));
  });
});
