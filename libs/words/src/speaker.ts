import { createInstance, type FormatFunction } from 'i18next';
import type { HubLanguage } from '#contracts';
import { languageFor } from './language-for.js';

/** What is said, by key, with `{{fact}}` where a fact stands and `_one`, `_few` … behind keys that count. */
export type Words = Readonly<Record<string, string>>;
export type WordsOf = Readonly<Record<HubLanguage, Words>>;
export type Facts = Readonly<Record<string, unknown>>;

/**
 * What is said under a key, in the language of a BCP 47 tag, else in English. A fact `count` chooses the plural form.
 * @throws Error when not even English has words for the key
 */
export type Speak = (tag: string, key: string, facts?: Facts) => string;

/** @param format writes a fact as the language writes it; `{{fact, form}}` names the form */
export function speakerOf(words: WordsOf, format: FormatFunction = (value) => String(value ?? '')): Speak {
  const speaker = createInstance().use({ type: 'formatter' as const, init: () => undefined, add: () => undefined, addCached: () => undefined, format });
  void speaker.init({
    resources: Object.fromEntries(Object.entries(words).map(([language, said]) => [language, { translation: { ...said } }])),
    supportedLngs: Object.keys(words),
    fallbackLng: 'en',
    initAsync: false,
    // Keys are names with dots in them, not paths.
    keySeparator: false,
    nsSeparator: false,
    // Markup is made where there is markup. A fact is never read as words again.
    interpolation: { escapeValue: false, skipOnVariables: true, alwaysFormat: true },
    returnEmptyString: false,
  });
  return (tag, key, facts = {}) => {
    const count = typeof facts['count'] === 'number' ? { count: facts['count'] } : {};
    const lng = languageFor(tag);
    if (!speaker.exists(key, { lng, ...count })) throw new Error(`there are no words for ${key}`);
    return speaker.t(key, { lng, ...count, replace: { ...facts } });
  };
}
