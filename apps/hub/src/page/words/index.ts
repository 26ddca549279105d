import type { HubLanguage } from '#contracts';
import { directionOf, type Direction } from '#words';
import { ar } from './ar.js';
import { en, type Words } from './en.js';
import { ru } from './ru.js';
import { ur } from './ur.js';
import { zh } from './zh.js';

export type { Words } from './en.js';

export interface Language {
  readonly code: string;
  /** The language's name in itself. */
  readonly name: string;
  readonly direction: Direction;
  readonly words: Words;
}

const spoken = (code: HubLanguage, name: string, words: Words): Language => ({ code, name, direction: directionOf(code), words });

const english = spoken('en', 'English', en);

/** The languages of the hub's own pages, in the order of the switch. */
export const languages: readonly Language[] = [english, spoken('zh', '中文', zh), spoken('ru', 'Русский', ru), spoken('ur', 'اردو', ur), spoken('ar', 'العربية', ar)];

/** The language to answer in: what was asked for in the address, else the first of the browser's that there is, else English. */
export function chooseLanguage(asked: string | undefined, accepted: string | undefined): Language {
  const wishes = (accepted ?? '')
    .split(',')
    .map((part) => {
      const [tag = '', ...options] = part.trim().toLowerCase().split(';');
      const weight = options.map((option) => /^\s*q=([\d.]+)$/.exec(option)?.[1]).find((q) => q !== undefined);
      return { code: tag.split('-')[0] ?? '', weight: Number(weight ?? 1) };
    })
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => b.weight - a.weight);
  const codes = [asked?.toLowerCase(), ...wishes.map(({ code }) => code)];
  return codes.map((code) => languages.find((language) => language.code === code)).find((language) => language !== undefined) ?? english;
}

/** Puts values into a sentence: `{time}`. */
export function fill(sentence: string, values: Readonly<Record<string, string>>): string {
  return sentence.replaceAll(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
}
