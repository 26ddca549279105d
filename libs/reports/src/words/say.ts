import { speakerOf } from '#words';
import { wordsOf } from './words-of.js';

/** What a report says under a key, in its language. */
export const say = speakerOf(wordsOf);
