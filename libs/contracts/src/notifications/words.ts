import { z } from 'zod';
import { noticeCategories, noticeChannels } from '../catalogue/notices.js';

export const category = z.enum(noticeCategories);
export const channel = z.enum(noticeChannels);
/** A channel that can be turned off: the inbox cannot. */
export const outerChannel = z.enum(['mail', 'push', 'sms', 'chat']);
/** How far a message has come on its channel; each step only follows those before it. */
export const messageState = z.enum(['held', 'queued', 'sent', 'delivered', 'bounced', 'seen', 'acknowledged', 'dropped']);
/** Why a message was not sent, or not yet. */
export const dropReason = z.enum(['preference', 'no_address', 'unsubscribed', 'suppressed', 'quiet_hours', 'digest', 'throttled', 'no_right', 'not_active', 'no_longer_true', 'too_late', 'channel_off', 'gave_up']);
