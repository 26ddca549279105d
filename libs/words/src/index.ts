export { findWordFaults, placeholders } from './find-word-faults.js';
export { directionOf, languageFor, languages, type Direction } from './language-for.js';
export { speakerOf, type Facts, type Speak, type Words, type WordsOf } from './speaker.js';
