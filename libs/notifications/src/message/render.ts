import { directionOf, languageFor, type Direction } from '#words';
import { hasWords, say } from '../words/say.js';

/** In what language, and in which zone, somebody reads. */
export interface Reader {
  readonly language: string;
  /** IANA. */
  readonly zone: string;
}

/** What is to be said. */
export interface Told {
  readonly name: string;
  readonly category: string;
  readonly facts: Readonly<Record<string, unknown>>;
}

export interface Rendered {
  readonly language: string;
  readonly direction: Direction;
  readonly title: string;
  readonly text: string;
  /** The words of a button; null where there is nothing to do. */
  readonly action: string | null;
}

/** A notice in the reader's language. One that this hub no longer has words for is told by its category: an old inbox stays readable. */
export function render({ name, category, facts }: Told, { language, zone }: Reader): Rendered {
  const spoken = (part: string): string | null => (hasWords(`${name}.${part}`) ? say(language, `${name}.${part}`, facts, zone) : null);
  return {
    language: languageFor(language), direction: directionOf(language),
    title: spoken('title') ?? say(language, `category.${category}`), text: spoken('text') ?? '', action: spoken('action'),
  };
}
