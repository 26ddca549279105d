export { NotificationsModule } from './notifications.module.js';
export { Escalate } from './escalation/escalate.js';
export { notificationsMigrations } from './migrations/index.js';

export const notificationsEntities = [];
export { findNoticeFaults } from './words/find-notice-faults.js';
export { MailChannel } from './mail/mail-channel.js';
export { MailTransport } from './mail/mail-transport.js';
export { ChannelFault, type Outgoing } from './channel/channel.js';
export { Channels } from './channel/channels.js';
export { SweepMessages } from './message/sweep-messages.js';
export { NotificationClock } from './clock.js';
export { settleMessages, type Asked, type Settled } from './preference/settle.js';
export { closeDigest } from './digest/close-digest.js';
export { AnnounceWaiting } from './inbox/announce-waiting.js';
export { DrainChannels } from './message/drain-channels.js';
