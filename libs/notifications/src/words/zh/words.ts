import { common } from './common.js';

/** All that is said in this language, one file for each domain. */
export const words = { ...common };
