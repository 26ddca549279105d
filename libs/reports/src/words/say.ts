import { createInstance, type i18n } from 'i18next';
import { languages, wordsOf, type Language } from './languages.js';

const speaker: i18n = createInstance();
void speaker.init({
  resources: Object.fromEntries(languages.map((language) => [language, { translation: { ...wordsOf[language] } }])),
  supportedLngs: [...languages],
  fallbackLng: 'en',
  initAsync: false,
  // Keys are names with dots in them, not paths.
  keySeparator: false,
  nsSeparator: false,
  // A fact is never read as words again, and markup is made where there is markup.
  interpolation: { escapeValue: false, skipOnVariables: true },
  returnEmptyString: false,
});

/**
 * What a report says under a key, in its language, else in English. A fact `count` chooses the plural form.
 * @throws Error when not even English has words for the key
 */
export function say(language: Language, key: string, facts: Readonly<Record<string, unknown>> = {}): string {
  const count = typeof facts['count'] === 'number' ? { count: facts['count'] } : {};
  if (!speaker.exists(key, { lng: language, ...count })) throw new Error(`there are no words for ${key}`);
  return speaker.t(key, { lng: language, ...count, replace: { ...facts } });
}
