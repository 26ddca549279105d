import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { corridor } from '#contracts';
import { judgeAge, nextStale, staleFields } from './judge-age.js';

/** Rows of the table: patterns of fields with their bounds. */
const table = readFileSync(join(import.meta.dirname, '../../boards.md'), 'utf8').split('\n').flatMap((line) => {
  const [, fields, live, ageing] = /^\| (`.+`) \| (\d+) \| (\d+) \|$/.exec(line) ?? [];
  return fields === undefined ? [] : [{ patterns: [...fields.matchAll(/`([^`]+)`/g)].map(([, pattern]) => new RegExp(`^${(pattern ?? '').replaceAll('.', '\\.').replaceAll('*', '.+')}$`)), live: Number(live), ageing: Number(ageing) }];
});

describe('the rules of freshness', () => {
  it.each([...corridor.boardFields.values()].map((field) => [field.code, field] as const))('of %s stand in the document as they are', (code, { liveMinutes, ageingMinutes }) => {
    const rows = table.filter(({ patterns }) => patterns.some((pattern) => pattern.test(code)));
    expect(rows.map(({ live, ageing }) => [live, ageing])).toEqual([[liveMinutes, ageingMinutes]]);
  });

  const now = new Date('2026-11-24T12:00:00Z');
  const reading = (minutes: number, value: number | null = 1): { value: number | null; asOf: string; by: string; source: 'person' } =>
    ({ value, asOf: new Date(now.getTime() - minutes * 60_000).toISOString(), by: '', source: 'person' });

  it.each([[0, 'live'], [60, 'live'], [61, 'ageing'], [240, 'ageing'], [241, 'stale']] as const)('make a bed of %d minutes %s', (minutes, freshness) => {
    expect(judgeAge('beds.adult_icu.available', reading(minutes), now)).toBe(freshness);
  });

  it('find the next field to turn stale, and none in what is not known', () => {
    const readings = { 'beds.adult_icu.available': reading(30), 'water.litres': reading(100), 'security.level': reading(900, null) };
    expect(nextStale(readings, null)).toEqual(new Date(now.getTime() + 210 * 60_000));
    expect(nextStale(readings, new Date(now.getTime() + 210 * 60_000))).toEqual(new Date(now.getTime() + 620 * 60_000));
    expect(staleFields(readings, now)).toEqual([]);
  });
});
