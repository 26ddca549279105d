import { z } from 'zod';
import './tracker-refusals.js';
import { command, event, query } from '../catalogue/declare.js';
import { id, instant, listing, sample } from './words.js';

/** The public label of a device: its serial number or IMEI, as it is printed on it. No secret. */
export const deviceId = z.string().trim().regex(/^[A-Za-z0-9][A-Za-z0-9._:/-]{0,63}$/, 'a label of letters, digits and . _ : / -, up to 64 characters');
export const trackerKind = z.enum(['vehicle', 'phone', 'modem', 'satellite', 'other']);

/** What a device that cannot send headers gives as its `id`. Whoever holds it reports as the device: shown once, kept as a hash. */
const reportingId = z.string();
const ofTracker = z.strictObject({ unitId: id, trackerId: id });

export const bindTracker = command('corridor.tracker.bind', {
  summary: 'Binds a device to a unit, which may have several; a device is bound to one unit at a time. The answer holds the secret that the device reports under, once.',
  input: z.strictObject({ unitId: id, deviceId, kind: trackerKind.default('vehicle') }),
  output: z.object({ trackerId: id, reportingId }), errors: ['unit_retired', 'device_bound'], once: true,
});
export const renewTracker = command('corridor.tracker.renew', {
  summary: 'Gives a bound device a new secret to report under; the old one ends at once.',
  input: ofTracker, output: z.object({ reportingId }), errors: ['tracker_unbound'], once: true,
});
export const unbindTracker = command('corridor.tracker.unbind', {
  summary: 'Ends the binding of a device. What it reported stays with the unit.', input: ofTracker, output: z.object({}), errors: ['tracker_unbound'],
});

export const trackerChanged = event('corridor.tracker.changed.v1', {
  summary: 'A device was bound to a unit, was given a new secret, or is bound no longer.', stream: 'corridor', audience: ['members'],
  data: z.object({ trackerId: id, unitId: id, institutionId: id, deviceId, kind: trackerKind, change: z.enum(['bound', 'renewed', 'unbound']) }),
  example: { trackerId: sample.other, unitId: sample.unit, institutionId: sample.operator, deviceId: '356938035643809', kind: 'vehicle', change: 'bound' },
});

export const listTrackers = query('corridor.tracker.list', {
  summary: 'The devices that are or were bound to a unit, the latest binding first.', path: '/units/{unitId}/trackers', list: true,
  params: z.strictObject({ unitId: id, ...listing }),
  output: z.object({
    id, unitId: id, deviceId, kind: trackerKind, boundAt: instant, renewedAt: instant.nullable(), unboundAt: instant.nullable(),
    /** How far the device's clock is ahead of the hub's (ms), as far as it has been seen. */
    clockOffsetMs: z.int().nullable(),
  }),
});
