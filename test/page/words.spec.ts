import { chooseLanguage, fill, languages } from '../../apps/hub/src/page/words/index.js';
import { en } from '../../apps/hub/src/page/words/en.js';

const places = (sentence: string): string[] => [...sentence.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '').sort();

describe('the words of the pages', () => {
  it.each(languages.map((language) => [language.name, language] as const))('in %s have every key of the English ones, none empty, with the same places', (_, { words }) => {
    expect(Object.keys(words)).toEqual(Object.keys(en));
    for (const [key, sentence] of Object.entries(words)) {
      expect({ key, empty: sentence.trim() === '', places: places(sentence) }).toEqual({ key, empty: false, places: places(en[key as keyof typeof en]) });
    }
  });

  it('are translated: no other language says the English sentences', () => {
    for (const { code, words } of languages.filter((language) => language.code !== 'en')) {
      expect({ code, same: Object.entries(words).filter(([key, sentence]) => sentence === en[key as keyof typeof en]) }).toEqual({ code, same: [] });
    }
  });
});

describe('the language of a page', () => {
  it.each([
    ['the one that is asked for', 'ur', 'en', 'ur'],
    ['else the best of the browser that there is', undefined, 'fr-FR, zh-CN;q=0.8, ru;q=0.9', 'ru'],
    ['in any of its countries', undefined, 'ar-EG', 'ar'],
    ['not one that is refused', undefined, 'zh;q=0, ru;q=0.1', 'ru'],
    ['English where there is none', 'xx', 'fr', 'en'],
    ['English where nothing is said', undefined, undefined, 'en'],
  ])('is %s', (_, asked, accepted, expected) => {
    expect(chooseLanguage(asked, accepted).code).toBe(expected);
  });

  it('fills places and leaves unknown ones', () => {
    expect(fill('at {time}, {what}', { time: '09:30' })).toBe('at 09:30, {what}');
  });
});
