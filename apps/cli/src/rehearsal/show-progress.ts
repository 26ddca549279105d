import type { Progress } from './stage.js';

/** In a terminal one live line below the phases; elsewhere plain lines, at most one every so often (ms). */
const EVERY = 2_000;

/** Shows how far something is. */
export function showProgress(out: NodeJS.WriteStream = process.stderr): Progress {
  const began = performance.now();
  let last = 0;
  let live = false;
  const clear = (): void => {
    if (live) out.write('\r\x1b[K');
    live = false;
  };
  return {
    phase: (name) => {
      clear();
      out.write(`${((performance.now() - began) / 1_000).toFixed(1).padStart(6)} s  ${name}\n`);
    },
    step: (text) => {
      const now = performance.now();
      if (out.isTTY) {
        out.write(`\r\x1b[K          ${text.slice(0, (out.columns ?? 80) - 12)}`);
        live = true;
      } else if (now - last > EVERY) {
        last = now;
        out.write(`          ${text}\n`);
      }
    },
    end: clear,
  };
}
