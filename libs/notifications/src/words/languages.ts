import { words as ar } from './ar/words.js';
import { words as en } from './en/words.js';
import { words as ru } from './ru/words.js';
import { words as ur } from './ur/words.js';
import { words as zh } from './zh/words.js';

/** What is said, by key: `<notice>.title`, with `{{fact}}` where a fact stands and `_one`, `_few` … behind keys that count. */
export type Words = Readonly<Record<string, string>>;

/** Languages that the hub has words in. English has all of them, and fixes their keys. */
export const languages = ['en', 'zh', 'ru', 'ur', 'ar'] as const;
export type Language = (typeof languages)[number];

export const wordsOf: Readonly<Record<Language, Words>> = { en, zh, ru, ur, ar };

const known = new Set<string>(languages);

/** The language in which somebody who asks for this BCP 47 tag is spoken to: `zh-Hans` is `zh`, and what the hub does not speak is English. */
export function languageFor(tag: string): Language {
  const base = tag.split('-')[0]?.toLowerCase() ?? '';
  return known.has(base) ? (base as Language) : 'en';
}

export type Direction = 'ltr' | 'rtl';

/** The direction in which the words of this tag are written. */
export function directionOf(tag: string): Direction {
  const language = languageFor(tag);
  return language === 'ur' || language === 'ar' ? 'rtl' : 'ltr';
}
