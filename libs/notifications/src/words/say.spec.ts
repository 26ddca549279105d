import { directionOf, languageFor, languages } from '#words';
import { findNoticeFaults } from './find-notice-faults.js';
import { say } from './say.js';
import { wordsOf } from './words-of.js';

const WHEN = '2026-11-22T18:05:00.000Z';

describe('saying something in a language', () => {
  it.each([
    ['en', 1, '1 notice for you'], ['en', 2, '2 notices for you'],
    ['ru', 1, 'Для вас 1 уведомление'], ['ru', 3, 'Для вас 3 уведомления'], ['ru', 11, 'Для вас 11 уведомлений'], ['ru', 21, 'Для вас 21 уведомление'],
    ['ar', 1, 'لك إشعار واحد'], ['ar', 2, 'لك إشعاران'], ['ar', 5, 'لك 5 إشعارات'], ['ar', 11, 'لك 11 إشعارًا'], ['ar', 100, 'لك 100 إشعار'],
    ['ur', 1, 'آپ کے لیے 1 اطلاع'], ['ur', 5, 'آپ کے لیے 5 اطلاعات'], ['zh', 5, '您有 5 条通知'], ['zh-Hans-CN', 1234, '您有 1,234 条通知'],
  ])('counts in %s: %i', (language, count, said) => {
    expect(say(language, 'common.digest', { count })).toBe(said);
  });

  it.each([['fr', 'en'], ['ur-PK', 'ur'], ['zh-Hant', 'zh'], ['kk', 'en'], ['', 'en']])('speaks %p as %s', (tag, language) => {
    expect(languageFor(tag)).toBe(language);
  });

  it('writes urdu and arabic from right to left, all else from left to right', () => {
    expect(languages.filter((language) => directionOf(language) === 'rtl')).toEqual(['ur', 'ar']);
  });

  it('takes a fact for what it is: nothing in it is read as words again', () => {
    expect(say('en', 'common.hello', { name: '{{zone}} $t(common.open) $& <b>' })).toBe('Hello {{zone}} $t(common.open) $& <b>,');
  });

  it('keeps a name of the other direction from turning the words around it', () => {
    expect(say('en', 'common.hello', { name: 'نور' })).toBe('Hello \u2068نور\u2069,');
    expect(say('ur', 'common.hello', { name: 'Aga Khan' })).toBe('محترم \u2068Aga Khan\u2069،');
    expect(say('en', 'common.hello', { name: '阿依古丽' })).toBe('Hello 阿依古丽,');
  });

  it('says so when there are no words', () => {
    expect(() => say('en', 'common.nothing')).toThrow('there are no words for common.nothing');
  });
});

describe('facts that are written as the language writes them', () => {
  it.each(languages)('says a number with latin digits in %s', (language) => {
    expect(say(language, 'common.more', { count: 1234567 })).toMatch(/1[,\u00a0 ]234[,\u00a0 ]567/);
  });

  it('finds no fault with the words that there are', () => {
    expect(findNoticeFaults(wordsOf, [])).toEqual([]);
  });

  it('finds what is missing, what is too much and what has other facts', () => {
    const { 'common.digest_few': _, ...russian } = wordsOf.ru;
    const broken = { ...wordsOf, ru: { ...russian, 'common.extra': 'x' }, ur: { ...wordsOf.ur, 'common.hello': 'محترم {{nom}}', 'common.open': ' ' }, zh: { ...wordsOf.zh, 'common.zone': '{{zone, clock}}' } };
    expect(findNoticeFaults(broken, [])).toEqual([
      'zh: common.zone writes a fact as clock, which is no form',
      'ru: common.digest_few is missing', 'ru: common.extra is not asked for',
      'ur: common.hello has {{nom}}, which English does not', 'ur: common.hello lacks {{name}}', 'ur: common.open is empty',
    ]);
  });
});

describe('instants', () => {
  it('stand in the reader’s zone', async () => {
    const { formatFact } = await import('./format-fact.js');
    const written = (language: string, zone: string): string => formatFact(WHEN, 'instant', language, { '@zone': zone });
    expect(written('en', 'Asia/Karachi')).toMatch(/Sun.*22.*2026.*23:05/);
    expect(written('en', 'Asia/Shanghai')).toMatch(/Mon.*23.*2026.*02:05/);
    expect(written('ar', 'Asia/Karachi')).toContain('23:05');
    expect(formatFact('2026-11-22', 'day', 'en', { '@zone': 'America/New_York' })).toContain('22');
  });
});
