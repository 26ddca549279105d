import './reports/form-refusals.js';

/** Documents on schedule: what they show, when, for whom, and what was made. */
export * from './reports/words.js';
export * from './reports/kinds.js';
export * from './reports/recipient.js';
export * from './reports/schedule.js';
export * from './reports/run.js';
export * from './reports/link.js';
export * from './reports/notices.js';
