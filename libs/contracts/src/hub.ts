import { z } from 'zod';
import { query } from './catalogue/declare.js';

export const readClock = query('hub.clock.read', {
  summary: 'The server clock. Ask several times and take the answer of the shortest round trip: deadlines are judged by this clock alone.',
  path: '/clock',
  params: z.strictObject({}),
  output: z.object({ now: z.iso.datetime() }),
});
