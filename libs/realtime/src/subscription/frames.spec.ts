import fc from 'fast-check';
import { framesFor, maySee, runsOf } from './frames.js';
import type { LogEvent, StreamPass } from '#log';

const label = fc.constantFrom('public', 'members', 'chair', 'org:a');
const audiences = fc.array(fc.uniqueArray(label, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 600 });

function aPass(of: readonly (readonly string[])[]): StreamPass {
  const events = of.map((audience, at) => ({ stream: 'meeting:1', epoch: 'abcdefgh', offset: at + 11, audience, envelope: { position: `abcdefgh.${at + 11}` } }) as unknown as LogEvent);
  return { stream: 'meeting:1', epoch: 'abcdefgh', from: 10, to: 10 + of.length, events };
}

describe('the frames that bring a reader to now', () => {
  it('cover every offset once, and show exactly what the reader may see, in order', () => {
    fc.assert(fc.property(audiences, fc.uniqueArray(label), (of, mine) => {
      const pass = aPass(of);
      const labels = new Set(mine);
      const frames = framesFor({ labels, wanted: null }, pass);
      let at = 'abcdefgh.10';
      for (const frame of frames) {
        expect(frame.from).toBe(at);
        at = frame.to;
      }
      expect(at).toBe(`abcdefgh.${pass.to}`);
      expect(frames.flatMap((frame) => frame.events)).toEqual(pass.events.filter((event) => maySee(labels, event)).map((event) => event.envelope));
    }));
  });

  it('hold of it what the reader wants, and cover the rest as well', () => {
    fc.assert(fc.property(audiences, fc.integer({ min: 1, max: 5 }), (of, every) => {
      const pass = aPass(of);
      const wanted = ({ position }: { position: string }): boolean => Number(position.split('.')[1]) % every === 0;
      const frames = framesFor({ labels: new Set(['public']), wanted }, pass);
      expect([frames[0]?.from, frames.at(-1)?.to]).toEqual(['abcdefgh.10', `abcdefgh.${pass.to}`]);
      expect(frames.flatMap((frame) => frame.events)).toEqual(pass.events.filter((event) => event.audience.includes('public') && event.offset % every === 0).map((event) => event.envelope));
    }));
  });
});

describe('the runs of a pass', () => {
  it('put neighbours of one audience together and leave no event out', () => {
    fc.assert(fc.property(audiences, (of) => {
      const pass = aPass(of);
      const runs = runsOf(pass);
      expect(runs.flatMap((run) => run.events)).toEqual(pass.events);
      let at = pass.from;
      for (const run of runs) {
        expect(run.from).toBe(at);
        expect(new Set(run.events.map((event) => event.audience.join())).size).toBe(1);
        at += run.events.length;
      }
    }));
  });
});
