import { z } from 'zod';
import { sealedColumn } from '#db';

/** Where a device is reached, and what is pushed to it is sealed with. */
export type Device = z.output<typeof device>;
const device = z.object({ endpoint: z.string(), keys: z.object({ p256dh: z.string(), auth: z.string() }) });

export const deviceColumn = sealedColumn('notification_push', 'sealed');

export function readDevice(text: string): Device {
  return device.parse(JSON.parse(text));
}
