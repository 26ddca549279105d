/** A FHIR R4 resource as JSON. */
export type Resource = { readonly resourceType: string; readonly id: string } & Readonly<Record<string, unknown>>;

export const CONTENT_TYPE = 'application/fhir+json; charset=utf-8';
/** Code systems and extensions of the hub are named by URNs, so that they are the same whatever address a hub has. */
export const own = (name: string): string => `urn:corridor-hub:${name}`;

/** A word of the hub as a CodeableConcept. */
export function concept(system: string, code: string): object {
  return { coding: [{ system: own(system), code }] };
}

/** A code of a system that others keep. */
export function coded(system: string, code: string, display: string): object {
  return { coding: [{ system, code, display }] };
}

export function refer(type: string, id: string): object {
  return { reference: `${type}/${id}` };
}

/** A quantity whose unit is a UCUM code. */
export function quantity(value: number, unit: string): object {
  return { value, unit, system: 'http://unitsofmeasure.org', code: unit };
}

/** A version that counts up, where the thing has one, and when it came to be. */
export function meta(lastUpdated: string | null, version?: number): object {
  return { meta: { ...(version === undefined ? {} : { versionId: String(version) }), ...(lastUpdated === null ? {} : { lastUpdated }) } };
}

/** Ids that others know the thing by. A system is free text with the hub and a URI in FHIR, which knows no blanks. */
export function identifiers(outside: readonly { readonly system: string; readonly value: string }[]): object {
  return outside.length === 0 ? {} : { identifier: outside.map(({ system, value }) => ({ system: encodeURI(system), value })) };
}

/** Words of the hub have underscores; ids of FHIR have none. */
export const toIdPart = (word: string): string => word.replaceAll('_', '-');
