import { createInstance, type FormatterModule, type i18n } from 'i18next';
import { formatFact, READER_ZONE } from './format-fact.js';
import { languageFor, languages, wordsOf } from './languages.js';

export type SaidFacts = Readonly<Record<string, unknown>>;

const formatter: FormatterModule = { type: 'formatter', init: () => undefined, add: () => undefined, addCached: () => undefined, format: formatFact };

const speaker: i18n = createInstance().use(formatter);
void speaker.init({
  resources: Object.fromEntries(languages.map((language) => [language, { translation: { ...wordsOf[language] } }])),
  supportedLngs: [...languages],
  fallbackLng: 'en',
  initAsync: false,
  // Keys are names with dots in them, not paths.
  keySeparator: false,
  nsSeparator: false,
  // Markup is made where there is markup: in `mail/`. A fact is never read as words again.
  interpolation: { escapeValue: false, skipOnVariables: true, alwaysFormat: true },
  returnEmptyString: false,
});

/**
 * What is said under a key, in somebody's language, else in English. A fact `count` chooses the plural form.
 * @param language a BCP 47 tag
 * @param zone IANA zone in which instants are told
 * @throws Error when not even English has words for the key, which the check of words rules out for what is declared
 */
export function say(language: string, key: string, facts: SaidFacts = {}, zone = 'UTC'): string {
  const lng = languageFor(language);
  const count = typeof facts['count'] === 'number' ? { count: facts['count'] } : {};
  if (!speaker.exists(key, { lng, ...count })) throw new Error(`there are no words for ${key}`);
  return speaker.t(key, { lng, ...count, replace: { ...facts, [READER_ZONE]: zone } });
}

/** Whether there are words for a key: `.text` and `.action` of a notice may be left out. */
export function hasWords(key: string): boolean {
  return key in wordsOf.en || `${key}_other` in wordsOf.en;
}
