/** How people are told: their inbox, their preferences, what was sent to them and why something was not. */
export * from './notifications/words.js';
export * from './notifications/mail.js';
export * from './notifications/suppression.js';
export * from './notifications/template.js';
export * from './notifications/inbox.js';
export * from './notifications/message.js';
export * from './notifications/explain.js';
export * from './notifications/preference.js';
export * from './notifications/quiet.js';
export * from './notifications/digest.js';
export * from './notifications/push.js';
export * from './notifications/gateway.js';
export * from './notifications/escalation.js';
