import { z } from 'zod';
import { command, event, signal } from '#contracts';

const roomId = z.string().regex(/^[a-z0-9]{1,40}$/);

/** A member says something in a room: the command whose cost is measured. */
export const postMessage = command('bench.message.post', {
  summary: 'Says something in a room of the bench.',
  input: z.strictObject({ roomId, text: z.string().trim().min(1).max(2_000) }),
  output: z.object({ messageId: z.uuid() }),
});

export const messagePosted = event('bench.message.posted.v1', {
  summary: 'Something was said in a room of the bench.',
  stream: 'bench', audience: ['members'],
  data: z.object({ sent: z.string().length(16), text: z.string().max(4_000) }),
  example: { sent: '0000001763772000', text: 'Good morning.' },
});

/** How many read a room; worth nothing a second later, so it is sent and not kept, the newest twice a second. */
export const readersCounted = signal('bench.readers.counted', {
  summary: 'Readers of a room came or went.',
  data: z.object({ readers: z.int().nonnegative() }),
});
