import { z } from 'zod';
import { notice } from '../catalogue/notices.js';
import { globalRole, instant } from './words.js';

const name = z.string();
const at = '2026-11-22T09:00:00.000Z';
const key = { key: name, expiresAt: instant };
const keyExample = { key: 'hospital information system', expiresAt: '2027-02-20T09:00:00.000Z' };

/** Days before its end at which the owner of a key is told of it. */
export const keyWarningDays = [14, 3] as const;

export const newDeviceNotice = notice('identity.new_device', {
  summary: 'Somebody signed in with the person’s account from a kind of device that it was not used with before.', category: 'account', critical: true, channels: ['inbox', 'mail', 'push'],
  facts: z.object({ device: name, at: instant }), example: { device: 'Firefox, Windows', at },
});
export const passwordChangedNotice = notice('identity.password_changed', {
  summary: 'The person’s password was changed.', category: 'account', critical: true, channels: ['inbox', 'mail', 'push'], facts: z.object({ at: instant }), example: { at },
});
export const keyCreatedNotice = notice('identity.key_created', {
  summary: 'A key was made in the person’s name.', category: 'account', critical: true, channels: ['inbox', 'mail', 'push'], facts: z.object(key), example: keyExample,
});
export const keyExpiringNotice = notice('identity.key_expiring', {
  summary: 'A key of the person runs out soon.', category: 'account', channels: ['inbox', 'mail'], facts: z.object(key), example: keyExample,
});
export const keyRunOutNotice = notice('identity.key_run_out', {
  summary: 'A key of the person has run out.', category: 'account', channels: ['inbox', 'mail'], facts: z.object({ key: name }), example: { key: keyExample.key },
});
export const roleGivenNotice = notice('identity.role_given', {
  summary: 'The person holds a role of the whole hub from now on.', category: 'account', channels: ['inbox', 'mail'], facts: z.object({ role: globalRole }), example: { role: 'coordinator' },
});
export const roleTakenNotice = notice('identity.role_taken', {
  summary: 'The person no longer holds a role of the whole hub.', category: 'account', channels: ['inbox', 'mail'], facts: z.object({ role: globalRole }), example: { role: 'coordinator' },
});
export const accountRestoredNotice = notice('identity.account_restored', {
  summary: 'The person was suspended and may use the hub again. Of the suspension itself the hub tells them nothing: whoever is shut out is told nothing by it.', category: 'account', channels: ['inbox', 'mail'],
  facts: z.object({ at: instant }), example: { at },
});
