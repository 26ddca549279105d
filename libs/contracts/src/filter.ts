/** Which events a reader wants, in one language for every door. */
export * from './filter/filter.js';
export * from './filter/attributes.js';
export * from './filter/compile.js';
export * from './filter/explain.js';
