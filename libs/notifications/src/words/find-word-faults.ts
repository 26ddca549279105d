import { notices, type Notice } from '#contracts';
import { isForm } from './format-fact.js';
import { languages, wordsOf, type Language, type Words } from './languages.js';

const PLURAL = /_(zero|one|two|few|many|other)$/;
const PLACEHOLDER = /\{\{\s*([^},\s]+)\s*(?:,\s*([^}\s]+)\s*)?\}\}/g;
/** Forms that stand for one number, and may write it as a word. */
const OF_ONE_NUMBER = new Set(['zero', 'one', 'two']);

/** Facts of a digest beside those of its notice. */
const COUNT = 'count';

/**
 * What is wrong with the words of all languages, one sentence each: keys that English does not have or that are missing, plural
 * forms that the language needs, other placeholders than in English, and notices without words.
 */
export function findWordFaults(all: Readonly<Record<Language, Words>> = wordsOf, declared: readonly Notice[] = notices.all()): readonly string[] {
  return [...languages.flatMap((language) => keyFaults(language, all[language], all.en)), ...declared.flatMap((notice) => noticeFaults(notice, all.en))];
}

function keyFaults(language: Language, words: Words, english: Words): string[] {
  const faults: string[] = [];
  const needed = neededKeys(language, english);
  for (const key of needed) if (!(key in words)) faults.push(`${language}: ${key} is missing`);
  for (const [key, text] of Object.entries(words)) {
    if (!needed.has(key)) faults.push(`${language}: ${key} is not asked for`);
    else faults.push(...textFaults(language, key, text, english));
  }
  return faults;
}

/** The keys of a language: those of English, with the plural forms of its own. */
function neededKeys(language: Language, english: Words): ReadonlySet<string> {
  const forms = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
  return new Set(Object.keys(english).flatMap((key) => (isPlural(key, english) ? forms.map((form) => key.replace(PLURAL, `_${form}`)) : [key])));
}

/** A name may itself end in `_one`; it counts only where there is its `_other`. */
function isPlural(key: string, english: Words): boolean {
  return PLURAL.test(key) && key.replace(PLURAL, '_other') in english;
}

function textFaults(language: Language, key: string, text: string, english: Words): string[] {
  const faults: string[] = [];
  if (text.trim() === '') faults.push(`${language}: ${key} is empty`);
  const [here, there] = [placeholders(text), placeholders(isPlural(key, english) ? (english[key.replace(PLURAL, '_other')] ?? '') : (english[key] ?? ''))];
  const mayLeaveOut = isPlural(key, english) && OF_ONE_NUMBER.has(PLURAL.exec(key)?.[1] ?? '');
  for (const name of here.keys()) if (!there.has(name)) faults.push(`${language}: ${key} has {{${name}}}, which English does not`);
  for (const name of there.keys()) if (!here.has(name) && !(mayLeaveOut && name === COUNT)) faults.push(`${language}: ${key} lacks {{${name}}}`);
  for (const form of here.values()) if (form !== '' && !isForm(form)) faults.push(`${language}: ${key} writes a fact as ${form}, which is no form`);
  return faults;
}

/** The facts that a text names, and the form that each is written in. */
export function placeholders(text: string): ReadonlyMap<string, string> {
  return new Map([...text.matchAll(PLACEHOLDER)].map(([, name = '', form = '']) => [name, form]));
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
