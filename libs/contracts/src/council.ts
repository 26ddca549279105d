import './council/refusals.js';

/** Council meetings: what may be asked, what is told, and what may be read. */
export * from './council/words.js';
export * from './council/meeting.js';
export * from './council/attendance.js';
export * from './council/agenda.js';
export * from './council/floor.js';
export * from './council/motion.js';
export * from './council/poll.js';
export * from './council/chat.js';
export * from './council/room.js';
export * from './council/notices.js';
