import type { HubLanguage } from '#contracts';
import { languages } from './language-for.js';
import type { Words, WordsOf } from './speaker.js';

const PLURAL = /_(zero|one|two|few|many|other)$/;
const PLACEHOLDER = /\{\{\s*([^},\s]+)\s*(?:,\s*([^}\s]+)\s*)?\}\}/g;
/** Forms that stand for one number, and may write it as a word. */
const OF_ONE_NUMBER = new Set(['zero', 'one', 'two']);

type IsForm = (form: string) => boolean;

/**
 * What is wrong with the words of all languages, one sentence each: keys that English does not have or that are missing, plural
 * forms that the language needs, other placeholders than in English, and forms in which no fact is written.
 */
export function findWordFaults(all: WordsOf, isForm: IsForm = () => false): readonly string[] {
  return languages.flatMap((language) => keyFaults(language, all[language], all.en, isForm));
}

function keyFaults(language: HubLanguage, words: Words, english: Words, isForm: IsForm): string[] {
  const faults: string[] = [];
  const needed = neededKeys(language, english);
  for (const key of needed) if (!(key in words)) faults.push(`${language}: ${key} is missing`);
  for (const [key, text] of Object.entries(words)) {
    if (!needed.has(key)) faults.push(`${language}: ${key} is not asked for`);
    else faults.push(...textFaults(language, key, text, english), ...formFaults(language, key, text, isForm));
  }
  return faults;
}

/** The keys of a language: those of English, with the plural forms of its own. */
function neededKeys(language: HubLanguage, english: Words): ReadonlySet<string> {
  const forms = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
  return new Set(Object.keys(english).flatMap((key) => (isPlural(key, english) ? forms.map((form) => key.replace(PLURAL, `_${form}`)) : [key])));
}

/** A name may itself end in `_one`; it counts only where there is its `_other`. */
function isPlural(key: string, english: Words): boolean {
  return PLURAL.test(key) && key.replace(PLURAL, '_other') in english;
}

function textFaults(language: HubLanguage, key: string, text: string, english: Words): string[] {
  const faults: string[] = [];
  if (text.trim() === '') faults.push(`${language}: ${key} is empty`);
  const [here, there] = [placeholders(text), placeholders(isPlural(key, english) ? (english[key.replace(PLURAL, '_other')] ?? '') : (english[key] ?? ''))];
  const mayLeaveOut = isPlural(key, english) && OF_ONE_NUMBER.has(PLURAL.exec(key)?.[1] ?? '');
  for (const name of here.keys()) if (!there.has(name)) faults.push(`${language}: ${key} has {{${name}}}, which English does not`);
  for (const name of there.keys()) if (!here.has(name) && !(mayLeaveOut && name === 'count')) faults.push(`${language}: ${key} lacks {{${name}}}`);
  return faults;
}

function formFaults(language: HubLanguage, key: string, text: string, isForm: IsForm): string[] {
  return [...placeholders(text).values()].filter((form) => form !== '' && !isForm(form)).map((form) => `${language}: ${key} writes a fact as ${form}, which is no form`);
}

/** The facts that a text names, and the form that each is written in. */
export function placeholders(text: string): ReadonlyMap<string, string> {
  return new Map([...text.matchAll(PLACEHOLDER)].map(([, name = '', form = '']) => [name, form]));
}
