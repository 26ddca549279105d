import { corridor, council, events, reportKinds } from '#contracts';
import type { z } from 'zod';
import { findWordFaults } from '#words';
import { say } from './say.js';
import { wordsOf } from './words-of.js';

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
  it('are alike in five languages, with the plural forms of each', () => {
    expect(findWordFaults(wordsOf)).toEqual([]);
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
