import { corridor, council, events, reportKinds } from '#contracts';
import type { z } from 'zod';
import { languages, wordsOf, type Language } from './languages.js';
import { say } from './say.js';

const PLURAL = /_(zero|one|two|few|many|other)$/;
/** Forms that stand for one number, and may write it as a word. */
const OF_ONE_NUMBER = new Set(['zero', 'one', 'two']);

/** The keys of a language: those of English, with the plural forms of its own. */
function neededKeys(language: Language): string[] {
  const forms = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
  const counts = (key: string): boolean => PLURAL.test(key) && key.replace(PLURAL, '_other') in wordsOf.en;
  return [...new Set(Object.keys(wordsOf.en).flatMap((key) => (counts(key) ? forms.map((form) => key.replace(PLURAL, `_${form}`)) : [key])))].sort();
}

const placeholders = (text = ''): string[] => [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name = '']) => name).sort();

/** Codes that reports show, under the name that their words have. */
const codes: Readonly<Record<string, readonly string[]>> = {
  meeting_state: council.meetingState.options, item_kind: council.itemKind.options, item_state: council.itemState.options, presence: council.mode.options, motion_state: council.motionState.options, choice: council.choice.options,
  severity: corridor.alertSeverity.options, alert_kind: corridor.alertKind.options, alert_state: corridor.alertState.options, deployment_state: corridor.deploymentState.options, bed: corridor.bedType.options,
  freshness: corridor.freshness.options, urgency: corridor.urgency.options, request_state: corridor.requestState.options, emt: corridor.emtType.options, report_column: corridor.reportColumn.options, role: corridor.crewRole.options, service: corridor.service.options,
  mds: Object.values(corridor.linesOf).flat().map(({ code }) => code), subscription_state: (events.subscriptionState as z.ZodEnum).options.map(String), disabled: (events.disabledReason as z.ZodEnum).options.map(String),
  field: [...corridor.boardFields.keys()].filter((code) => !/^(beds|staff|service)\./.test(code)),
  reading: [...corridor.boardFields.values()].flatMap(({ value }) => (typeof value === 'string' ? [] : [...value])),
};

describe('the words of reports', () => {
  it.each(languages)('are all there in %s, with the plural forms of the language and nothing else', (language) => {
    expect(Object.keys(wordsOf[language]).sort()).toEqual(neededKeys(language));
    expect(Object.entries(wordsOf[language]).filter(([, text]) => text.trim() === '')).toEqual([]);
  });

  it.each(languages)('name the same facts in %s as in English', (language) => {
    for (const [key, text] of Object.entries(wordsOf[language])) {
      const plural = PLURAL.exec(key)?.[1] ?? '';
      const english = placeholders(wordsOf.en[key] ?? wordsOf.en[key.replace(PLURAL, '_other')]);
      const wanted = OF_ONE_NUMBER.has(plural) && placeholders(text).length === 0 ? [] : english;
      expect([key, placeholders(text)]).toEqual([key, wanted]);
    }
  });

  it('name every code that a report may show', () => {
    const missing = Object.entries(codes).flatMap(([set, all]) => all.map((code) => `code.${set}.${code}`)).filter((key) => !(key in wordsOf.en));
    expect(missing).toEqual([]);
  });

  it('name every kind of report', () => {
    expect(reportKinds.all().filter(({ name }) => !(`${name}.title` in wordsOf.en))).toEqual([]);
  });

  it.each([
    ['en', 1, '1 alert'], ['en', 0, '0 alerts'], ['zh', 3, '3 条警报'], ['ru', 1, '1 тревога'], ['ru', 3, '3 тревоги'], ['ru', 11, '11 тревог'], ['ru', 21, '21 тревога'],
    ['ur', 1, '1 انتباہ'], ['ur', 4, '4 انتباہات'], ['ar', 1, 'إنذار واحد'], ['ar', 2, 'إنذاران'], ['ar', 5, '5 إنذارات'], ['ar', 11, '11 إنذارًا'], ['ar', 100, '100 إنذار'],
  ] as const)('count in %s: %i', (language, count, said) => {
    expect(say(language, 'text.alerts', { count })).toBe(said);
  });

  it('take a fact for what it is', () => {
    expect(say('en', 'text.motion', { number: 1, title: '{{number}} $t(text.nothing) <b>' })).toBe('Motion 1: {{number}} $t(text.nothing) <b>');
    expect(() => say('en', 'text.nowhere')).toThrow('there are no words for text.nowhere');
  });
});
