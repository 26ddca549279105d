/** Documents on schedule: what they show, when, for whom, and what was made. */
export * from './reports/words.js';
