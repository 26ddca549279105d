import './corridor/refusals.js';
import './corridor/deployment-refusals.js';
import './corridor/handover-refusals.js';
import './corridor/leg-refusals.js';

/** Health corridors: who takes part, where units are, what they have and need, what is reported. */
export * from './corridor/words.js';
export * from './corridor/corridor.js';
export * from './corridor/member.js';
export * from './corridor/centre.js';
export * from './corridor/unit.js';
export * from './corridor/alert-words.js';
export * from './corridor/alert.js';
export * from './corridor/roster.js';
export * from './corridor/deployment.js';
export * from './corridor/handover.js';
export * from './corridor/leg.js';
export * from './corridor/tracker.js';
export * from './corridor/sharing.js';
export * from './corridor/holder.js';
export * from './corridor/board.js';
export * from './corridor/fence.js';
export * from './corridor/mds.js';
export * from './corridor/tally.js';
export * from './corridor/report.js';
export * from './corridor/stock.js';
export * from './corridor/position.js';
export * from './corridor/silence.js';
