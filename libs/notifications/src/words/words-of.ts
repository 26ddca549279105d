import type { WordsOf } from '#words';
import { words as ar } from './ar/words.js';
import { words as en } from './en/words.js';
import { words as ru } from './ru/words.js';
import { words as ur } from './ur/words.js';
import { words as zh } from './zh/words.js';

/** What people are told, by key: `<notice>.title`. */
export const wordsOf: WordsOf = { en, zh, ru, ur, ar };
