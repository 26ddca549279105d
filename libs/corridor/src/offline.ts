/** What checks packs from files alone, without Nest or a database: quick to load. */
export { verifyPack, type PackVerdict } from './field/sign-pack.js';
