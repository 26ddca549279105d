export { DomainError } from './domain-error.js';
export { newId } from './id.js';
export { hashSecret, newSecret } from './secret.js';
export { type Clock, systemClock } from './clock.js';
export { type Principal, type GlobalRole, systemActor } from './principal.js';
export { Turns } from './turns.js';
export { withPatience } from './patience.js';
export { StartFault } from './start-fault.js';
