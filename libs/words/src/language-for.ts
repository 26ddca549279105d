import type { HubLanguage } from '#contracts';

export type Direction = 'ltr' | 'rtl';

/** How each language is written. The contracts are known by their types alone here, so that programs which only write load little. */
const directions: Readonly<Record<HubLanguage, Direction>> = { en: 'ltr', zh: 'ltr', ru: 'ltr', ur: 'rtl', ar: 'rtl' };

export const languages = Object.keys(directions) as readonly HubLanguage[];

/** The language in which somebody who asks for this BCP 47 tag is spoken to: `zh-Hans` is `zh`, and what the hub does not speak is English. */
export function languageFor(tag: string): HubLanguage {
  const base = tag.split('-')[0]?.toLowerCase();
  return languages.find((language) => language === base) ?? 'en';
}

/** The direction in which the words of this tag are written. */
export function directionOf(tag: string): Direction {
  return directions[languageFor(tag)];
}
