import type { Answer } from '#outbound';
import { judge } from './judge-answer.js';

const now = new Date('2026-11-22T09:00:00Z');
const answered = (status: number, headers: Record<string, string> = {}): Answer => ({ kind: 'answered', status, headers, body: '', fault: null, milliseconds: 1 });
const silent = (kind: 'timeout' | 'failed' | 'blocked'): Answer => ({ kind, status: null, headers: {}, body: '', fault: 'no answer', milliseconds: 1 });

describe('what an answer means', () => {
  it.each([
    [200, 'delivered'], [204, 'delivered'], [299, 'delivered'], [301, 'refused'], [302, 'refused'], [400, 'refused'], [404, 'refused'], [500, 'refused'],
  ])('%s is %s', (status, outcome) => {
    expect(judge(answered(status), now)).toMatchObject({ outcome, gone: false, slow: false });
  });

  it.each([['timeout', true], ['failed', false], ['blocked', false]] as const)('no answer (%s) is a failure', (kind, slow) => {
    expect(judge(silent(kind), now)).toMatchObject({ outcome: kind, slow });
  });

  it('410 says that the endpoint is gone, and 429, 502 and 504 that it has too much to do', () => {
    expect(judge(answered(410), now).gone).toBe(true);
    expect([429, 502, 504, 500, 503].map((status) => judge(answered(status), now).slow)).toEqual([true, true, true, false, false]);
  });

  it.each([
    ['120', 120_000], ['Sun, 22 Nov 2026 09:02:00 GMT', 120_000], ['Sun, 22 Nov 2026 08:00:00 GMT', 0], ['soon', null], ['-5', null],
  ])('Retry-After: %s', (text, milliseconds) => {
    expect(judge(answered(503, { 'retry-after': text }), now).retryAfter).toBe(milliseconds);
  });

  it('409 may name the number from which deliveries are missing; no other status may', () => {
    expect(judge(answered(409, { 'expected-sequence': '000000000000007' }), now).expected).toBe(7);
    expect(judge(answered(409, { 'expected-sequence': 'seven' }), now).expected).toBeNull();
    expect(judge(answered(400, { 'expected-sequence': '7' }), now).expected).toBeNull();
  });
});
