import type { WordsOf } from '#words';
import { ar } from './ar.js';
import { en } from './en.js';
import { ru } from './ru.js';
import { ur } from './ur.js';
import { zh } from './zh.js';

/** What reports say, by key. */
export const wordsOf: WordsOf = { en, zh, ru, ur, ar };
