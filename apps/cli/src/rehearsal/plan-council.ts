import { createHmac } from 'node:crypto';
import type { alliance } from '#contracts';
import { chanceOf, generateInstitutions, generatePerson, pick, type Chance } from '../demo/generate-names.js';
import type { PersonWanted } from './enter-people.js';
import type { CouncilPlan } from './found-council.js';

/** What all rehearsals on one hub share, kept between them so that a second one finds its people again. */
export interface Troupe {
  /** Stands in every address, so that people of another troupe are not mistaken for its own. */
  readonly name: string;
  /** The passwords are worked out from it. */
  readonly secret: string;
}

export interface CouncilSize {
  readonly delegates: number;
  readonly observers: number;
  /** So many of the first seats have an alternate. */
  readonly alternates: number;
}

const half = { numerator: 1, denominator: 2 };

/** A quorum of more than half of the seats; more than half of the valid weights carries a motion. */
export const usualRules: alliance.BodyRules = {
  quorum: { of: 'seats', atLeast: half, strict: true },
  majority: { threshold: half, strict: true, base: 'valid', unit: 'weights', tie: 'fails' },
};

/** A council of so many seats, the same for the same seed, but for the passwords. */
export function planCouncil(name: string, troupe: Troupe, seed: number, size: CouncilSize): CouncilPlan {
  const chance = chanceOf(seed);
  const institutions = generateInstitutions(chance, size.delegates);
  const person = (role: string, home: { language: string; zone: string }, more: Partial<PersonWanted> = {}): PersonWanted => ({ ...aPerson(chance, troupe, role, home), ...more });
  const host = { language: 'zh', zone: 'Asia/Shanghai' };
  return {
    name, rules: usualRules,
    seats: institutions.map((institution, index) => ({
      institution, weight: pick(chance, ['1', '1', '1', '2', '1.5', '0.75']),
      delegate: person(`delegate-${index + 1}`, institution),
      alternates: index < size.alternates ? [person(`alternate-${index + 1}`, institution)] : [],
    })),
    officers: [{ office: 'chair', person: person('chair', host) }, { office: 'secretary', person: person('secretary', host) }],
    others: Array.from({ length: size.observers }, (_, index) => person(`observer-${index + 1}`, pick(chance, institutions))),
  };
}

/** Somebody with an address that is nobody’s (RFC 2606) and a password that only the holder of the secret can tell. */
export function aPerson(chance: Chance, troupe: Troupe, role: string, home: { language: string; zone: string }): PersonWanted {
  const email = `${role}@${troupe.name}.example.org`;
  return { ...generatePerson(chance, home), email, password: passwordOf(troupe, email) };
}

export function passwordOf(troupe: Troupe, email: string): string {
  return createHmac('sha256', troupe.secret).update(email).digest('base64url').slice(0, 24);
}
