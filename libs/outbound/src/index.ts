export { AddressRules, parseAllowList } from './address-rules.js';
export { HttpOutbound } from './http-outbound.js';
export { NameResolver, type Resolved } from './name-resolver.js';
export { Outbound, type Answer, type Outgoing } from './outgoing.js';
export { OutboundModule } from './outbound.module.js';
