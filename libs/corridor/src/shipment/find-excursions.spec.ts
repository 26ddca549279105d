import fc from 'fast-check';
import { findExcursions, type ColdReading } from './find-excursions.js';

/** A log that was brought in one batch after the other; who is told, and what of it stands in the end. */
function replay(batches: readonly (readonly { minute: number; out: boolean }[])[]): { open: number; log: ColdReading[]; told: number } {
  let ids = 0;
  let told = 0;
  let log: ColdReading[] = [];
  const open = new Set<string>();
  for (const batch of batches) {
    log = [...log, ...batch.map(({ minute, out }) => ({ asOf: new Date(minute * 60_000), celsius: out ? 12 : 5, inRange: !out, excursionId: null }))];
    const { excursions, gone } = findExcursions(log, () => `e${(ids += 1)}`);
    for (const id of gone) open.delete(id);
    for (const { id, isNew } of excursions) if (isNew) { told += 1; open.add(id); }
    log = log.map((reading) => ({ ...reading, excursionId: excursions.find(({ readings }) => readings.some(({ asOf }) => asOf.getTime() === reading.asOf.getTime()))?.id ?? null }));
  }
  return { open: open.size, log, told };
}

/** Excursions of the whole log, counted by hand. */
const runsIn = (outs: readonly boolean[]): number => outs.filter((out, at) => out && outs[at - 1] !== true).length;

describe('excursions of a cold chain', () => {
  it('are told once each when the log comes in order, however it is cut into batches', () => {
    fc.assert(fc.property(fc.array(fc.boolean(), { minLength: 1, maxLength: 40 }), fc.integer({ min: 1, max: 7 }), (outs, size) => {
      const readings = outs.map((out, minute) => ({ minute, out }));
      const batches = Array.from({ length: Math.ceil(readings.length / size) }, (_, at) => readings.slice(at * size, (at + 1) * size));
      expect(replay(batches)).toMatchObject({ told: runsIn(outs), open: runsIn(outs) });
    }));
  });

  it('are the same in the end in whatever order it comes', () => {
    const shuffled = fc.array(fc.boolean(), { minLength: 1, maxLength: 40 }).chain((outs) => {
      const readings = outs.map((out, minute) => ({ minute, out }));
      return fc.record({ outs: fc.constant(outs), order: fc.shuffledSubarray(readings, { minLength: readings.length, maxLength: readings.length }) });
    });
    fc.assert(fc.property(shuffled, ({ outs, order }) => {
      expect(replay(order.map((reading) => [reading])).open).toBe(runsIn(outs));
    }));
  });
});
