/** What checks the log from files alone, without Nest or a database: quick to load. */
export { verifyExport, type Fault, type Verdict } from './export/verify-export.js';
export { canonicalJson } from './stream/canonical-json.js';
