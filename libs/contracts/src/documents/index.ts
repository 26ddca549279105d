export { asyncApi } from './asyncapi.js';
export { openApi } from './openapi.js';
export type { Json, JsonObject } from './schema.js';
export { afterClosing, afterRefusal, errorRows } from './tables.js';
