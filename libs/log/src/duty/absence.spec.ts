import type { Logger } from '@nestjs/common';
import { Absence } from './absence.js';

it('is told once when it begins and once when it ends, however often it is tried meanwhile', () => {
  const lines: unknown[][] = [];
  const logger = { warn: (...parts: unknown[]) => lines.push(parts), log: (...parts: unknown[]) => lines.push(parts) } as unknown as Logger;
  const absence = new Absence(logger, 'the line');
  const refused = new Error('refused');
  absence.end();
  for (const fault of [refused, new Error('refused again'), undefined]) absence.begin(fault);
  absence.end();
  absence.end();
  absence.begin();
  expect(lines).toEqual([
    [{ err: refused }, 'the line is down; it is tried again until it is up'],
    ['the line is up again'],
    ['the line is down; it is tried again until it is up'],
  ]);
});
