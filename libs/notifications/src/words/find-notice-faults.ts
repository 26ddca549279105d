import { notices, type Notice } from '#contracts';
import { findWordFaults, placeholders, type Words, type WordsOf } from '#words';
import { isForm } from './format-fact.js';
import { wordsOf } from './words-of.js';

/** Facts of a digest beside those of its notice. */
const COUNT = 'count';

/** What is wrong with the words of what people are told, one sentence each: faults of the words themselves, and notices without words. */
export function findNoticeFaults(all: WordsOf = wordsOf, declared: readonly Notice[] = notices.all()): readonly string[] {
  return [...findWordFaults(all, isForm), ...declared.flatMap((notice) => noticeFaults(notice, all.en))];
}

function noticeFaults(notice: Notice, english: Words): string[] {
  const faults: string[] = [];
  const has = (key: string): boolean => key in english || `${key}_other` in english;
  for (const part of ['title', 'text', ...(notice.digestMinutes === null ? [] : ['digest'])]) {
    if (!has(`${notice.name}.${part}`)) faults.push(`the notice ${notice.name} has no words for its ${part}`);
  }
  const facts = new Set([...Object.keys(notice.facts.shape), COUNT]);
  for (const [key, text] of Object.entries(english)) {
    if (!key.startsWith(`${notice.name}.`)) continue;
    for (const name of placeholders(text).keys()) if (!facts.has(name)) faults.push(`en: ${key} has {{${name}}}, which is no fact of the notice`);
  }
  return faults;
}
