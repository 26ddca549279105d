export { asyncApi } from './asyncapi.js';
export { describeEvent, eventTypes, type EventType } from './event-types.js';
export { openApi } from './openapi.js';
export { breaches, releaseOf, type Released, type ReleasedType } from './released.js';
export type { Json, JsonObject } from './schema.js';
export { afterClosing, afterRefusal, errorRows } from './tables.js';
