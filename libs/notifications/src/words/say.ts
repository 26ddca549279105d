import { speakerOf, type Facts } from '#words';
import { formatFact, READER_ZONE } from './format-fact.js';
import { wordsOf } from './words-of.js';

const speak = speakerOf(wordsOf, formatFact);

/**
 * What is said under a key, in somebody's language, else in English.
 * @param language a BCP 47 tag
 * @param zone IANA zone in which instants are told
 * @throws Error when not even English has words for the key, which the check of words rules out for what is declared
 */
export function say(language: string, key: string, facts: Facts = {}, zone = 'UTC'): string {
  return speak(language, key, { ...facts, [READER_ZONE]: zone });
}

/** Whether there are words for a key: `.text` and `.action` of a notice may be left out. */
export function hasWords(key: string): boolean {
  return key in wordsOf.en || `${key}_other` in wordsOf.en;
}
