import { ar } from './ar.js';
import { en } from './en.js';
import { ru } from './ru.js';
import { ur } from './ur.js';
import { zh } from './zh.js';

/** What is said, by key, with `{{fact}}` where a fact stands and `_one`, `_few` … behind keys that count. English fixes the keys. */
export type Words = Readonly<Record<string, string>>;

export const languages = ['en', 'zh', 'ru', 'ur', 'ar'] as const;
export type Language = (typeof languages)[number];

export const wordsOf: Readonly<Record<Language, Words>> = { en, zh, ru, ur, ar };
