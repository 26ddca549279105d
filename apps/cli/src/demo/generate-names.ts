import { nameParts } from './name-parts.js';

/** A source of chance that gives the same for the same seed: 0 <= x < 1. */
export type Chance = () => number;

/** Mulberry32: small, even enough for choosing names and weights; never for secrets. */
export function chanceOf(seed: number): Chance {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export function pick<T>(chance: Chance, from: readonly T[]): T {
  const found = from[Math.floor(chance() * from.length)];
  if (found === undefined) throw new Error('there is nothing to choose from');
  return found;
}

/** A country of the alliance, with the language and the zone of its institutions, and how many there are of 55. */
interface Country {
  readonly code: string;
  readonly language: string;
  readonly zone: string;
  readonly institutions: number;
}

const country = (code: string, language: string, zone: string, institutions: number): Country => ({ code, language, zone, institutions });

/** 18 countries; their institutions add up to 55. */
export const countries: readonly Country[] = [
  country('CN', 'zh', 'Asia/Shanghai', 9), country('RU', 'ru', 'Europe/Moscow', 6), country('KZ', 'kk', 'Asia/Almaty', 4), country('PK', 'ur', 'Asia/Karachi', 4),
  country('UZ', 'uz', 'Asia/Tashkent', 3), country('IR', 'fa', 'Asia/Tehran', 3), country('IN', 'hi', 'Asia/Kolkata', 3), country('TR', 'tr', 'Europe/Istanbul', 3),
  country('MN', 'mn', 'Asia/Ulaanbaatar', 2), country('BY', 'ru', 'Europe/Minsk', 2), country('KG', 'ru', 'Asia/Bishkek', 2), country('TJ', 'ru', 'Asia/Dushanbe', 2),
  country('AE', 'ar', 'Asia/Dubai', 2), country('EG', 'ar', 'Africa/Cairo', 2), country('BD', 'bn', 'Asia/Dhaka', 2), country('MY', 'ms', 'Asia/Kuala_Lumpur', 2),
  country('TH', 'th', 'Asia/Bangkok', 2), country('NP', 'ne', 'Asia/Kathmandu', 2),
];

export interface InstitutionPlan {
  /** In English, and so readable for all. */
  readonly name: string;
  /** In the language of its country. */
  readonly names: Readonly<Record<string, string>>;
  readonly countryCode: string;
  readonly language: string;
  readonly zone: string;
}

export interface PersonPlan {
  readonly name: string;
  readonly latinName: string;
  readonly language: string;
  readonly zone: string;
}

/** So many institutions, no name twice, countries in turn: few of them still come from many countries. */
export function generateInstitutions(chance: Chance, count: number): InstitutionPlan[] {
  const taken = new Set<string>();
  return homes(count).map((home) => {
    for (let attempt = 1; ; attempt += 1) {
      const plan = anInstitution(chance, home, attempt);
      if (taken.has(plan.name)) continue;
      taken.add(plan.name);
      return plan;
    }
  });
}

/** A person of an institution's country. */
export function generatePerson(chance: Chance, home: { language: string; zone: string }): PersonPlan {
  const parts = partsOf(home.language);
  const [family, given] = [split(pick(chance, parts.family)), split(pick(chance, parts.given))];
  const written = parts.order === 'familygiven' ? family.native + given.native : parts.order === 'family given' ? `${family.native} ${given.native}` : `${given.native} ${family.native}`;
  const latinName = parts.order === 'given family' ? `${given.latin} ${family.latin}` : `${family.latin} ${given.latin}`;
  return { name: written, latinName, language: home.language, zone: home.zone };
}

function anInstitution(chance: Chance, home: Country, attempt: number): InstitutionPlan {
  const parts = partsOf(home.language);
  const [place, kind] = [split(pick(chance, parts.place)), split(pick(chance, parts.kind))];
  // When the words run out the institutions are numbered, as they are in many of these countries.
  const number = attempt > 4 ? ` No. ${1 + Math.floor(chance() * 40)}` : '';
  const native = parts.placeFirst ? `${place.native} ${kind.native}` : `${kind.native} ${place.native}`;
  const region = new Intl.DisplayNames('en', { type: 'region' }).of(home.code) ?? home.code;
  return {
    name: `${place.latin} ${kind.latin}${number}, ${region}`, names: { [home.language]: `${native}${number.replace('No. ', '№ ')}` },
    countryCode: home.code, language: home.language, zone: home.zone,
  };
}

/** The countries of `count` institutions: one each first, then a second one for those that have more, and so on. */
function homes(count: number): Country[] {
  const found: Country[] = [];
  for (let round = 0; found.length < count; round += 1) {
    const more = countries.filter((home) => home.institutions > round % 9);
    found.push(...more.slice(0, count - found.length));
  }
  return found;
}

function partsOf(language: string): (typeof nameParts)[string] {
  const parts = nameParts[language];
  if (parts === undefined) throw new Error(`there are no names of the language ${language}`);
  return parts;
}

function split(word: string): { native: string; latin: string } {
  const [native = word, latin = native] = word.split('/');
  return { native, latin };
}
