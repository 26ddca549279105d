import './corridor/refusals.js';

/** Health corridors: who takes part, where units are, what they have and need, what is reported. */
export * from './corridor/words.js';
export * from './corridor/corridor.js';
export * from './corridor/member.js';
export * from './corridor/centre.js';
export * from './corridor/unit.js';
export * from './corridor/tracker.js';
