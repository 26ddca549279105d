import { featuresContaining } from '@rapideditor/country-coder';
import { DomainError } from '#kernel';
import type { Place } from '../fence/measure.js';

/** Degrees of latitude that a place may be off its country: borders are disputed over hundreds of kilometres, ships lie before a coast. */
const NEAR = 5;

/**
 * A slip of the pen puts a place on another continent; where a border runs is not for a map in a program to say, so whatever lies
 * near the country is in it. @param pointer names the field. @throws DomainError invalid_input
 */
export function insistOnCountry(place: Place, countryCode: string, pointer: string): void {
  if (isNear(place, countryCode)) return;
  throw new DomainError('invalid_input', `The point lies far from ${countryCode}: have latitude and longitude changed places?`, { issues: [{ pointer, rule: `in or near ${countryCode}` }] });
}

export function isNear({ latitude, longitude }: Place, countryCode: string): boolean {
  const east = Math.min(NEAR / Math.max(Math.cos((latitude * Math.PI) / 180), 0.01), 90);
  // A box over the antimeridian is two.
  return [longitude, longitude - 360, longitude + 360].some((at) => {
    const box: [number, number, number, number] = [Math.max(at - east, -180), Math.max(latitude - NEAR, -90), Math.min(at + east, 180), Math.min(latitude + NEAR, 90)];
    return box[0] < box[2] && featuresContaining(box).some(({ properties: { iso1A2, country } }) => iso1A2 === countryCode || country === countryCode);
  });
}
