import { useOf } from './reckon-use.js';

const now = new Date('2026-11-24T00:00:00Z');
const daysAgo = (days: number): Date => new Date(now.getTime() - days * 86_400_000);

describe('days of stock', () => {
  it('averages over a week', () => expect(useOf.reckon(100, 70, daysAgo(30), now)).toEqual({ dailyUse: 10, windowDays: 7, daysLeft: 10 }));
  it('averages over the age of a younger ledger', () => expect(useOf.reckon(100, 40, daysAgo(2), now)).toEqual({ dailyUse: 20, windowDays: 2, daysLeft: 5 }));
  it('takes no hour for a day', () => expect(useOf.reckon(100, 10, daysAgo(0.05), now)).toEqual({ dailyUse: 10, windowDays: 1, daysLeft: 10 }));
  it('never ends where nothing is used, and has ended where nothing is left', () => {
    expect(useOf.reckon(100, 0, daysAgo(9), now).daysLeft).toBeNull();
    expect(useOf.reckon(0, 7, daysAgo(9), now).daysLeft).toBe(0);
  });
});
