/** Days for which what a device said of its zone counts: who travels opens the hub there. */
export const deviceZoneDays = 14;

/** The zones that are known of a person, as IANA names. */
export interface KnownZones {
  /** Where their device said last that it is; null when it said so too long ago, or never. */
  readonly device: string | null;
  /** What their profile says. UTC is what stands there until they choose one, and so says nothing. */
  readonly person: string | null;
  /** That of their institution; of several, of the one whose id comes first. */
  readonly institution: string | null;
}

export type ZoneSource = 'device' | 'person' | 'institution' | 'hub';

/** By which zone a person lives: that of their device, of their profile, of their institution, or else UTC. */
export function chooseZone({ device, person, institution }: KnownZones): { readonly zone: string; readonly from: ZoneSource } {
  if (device !== null) return { zone: device, from: 'device' };
  if (person !== null && person !== 'UTC') return { zone: person, from: 'person' };
  if (institution !== null) return { zone: institution, from: 'institution' };
  return { zone: 'UTC', from: 'hub' };
}
