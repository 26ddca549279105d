import type { ReportLanguage } from './schedule.entity.js';
import type { Span } from './window-of.js';

export interface SubjectFacts {
  readonly name: string;
  readonly nominalAt: Date;
  readonly window: Span | null;
  readonly zone: string;
}

/** Digits are those of Latin script in every language, as everywhere in the hub. */
const DATE = { dateStyle: 'long', numberingSystem: 'latn' } as const;
const TIME = { timeStyle: 'short', numberingSystem: 'latn' } as const;

/** The subject of a report, from its nominal time, whenever it is written. Where there is no window, `{from}` and `{to}` are that time. */
export function writeSubject(template: string, { name, nominalAt, window, zone }: SubjectFacts, language: ReportLanguage): string {
  const write = (at: Date, style: typeof DATE | typeof TIME): string => new Intl.DateTimeFormat(language, { ...style, timeZone: zone }).format(at);
  const words: Readonly<Record<string, string>> = {
    name, date: write(nominalAt, DATE), time: write(nominalAt, TIME), from: write(window?.from ?? nominalAt, DATE), to: write(window?.to ?? nominalAt, DATE),
  };
  return template.replaceAll(/\{(\w+)\}/g, (whole, word: string) => words[word] ?? whole);
}
