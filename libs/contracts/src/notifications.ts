/** How people are told: their inbox, their preferences, what was sent to them and why something was not. */
export * from './notifications/words.js';
