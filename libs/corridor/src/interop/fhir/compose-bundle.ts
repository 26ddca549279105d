import { collections, types } from './collections.js';
import { own, type Resource } from './resource.js';

/** A page of what was searched for. Nothing of the moment is in it, so that the same things have the same ETag. */
export function searchSet(base: string, self: string, next: string | null, resources: readonly Resource[]): object {
  const links = [{ relation: 'self', url: self }, ...(next === null ? [] : [{ relation: 'next', url: next }])];
  const entry = resources.map((resource) => ({ fullUrl: `${base}/${resource.resourceType}/${resource.id}`, resource, search: { mode: 'match' } }));
  return { resourceType: 'Bundle', type: 'searchset', link: links, ...(entry.length === 0 ? {} : { entry }) };
}

/** What the hub can do in FHIR R4: read and search, nothing else. */
export function capabilities(base: string): object {
  const parameter = (name: string, type: string, documentation: string): object => ({ name, type, documentation });
  const common = [parameter('corridor', 'token', 'The id of the corridor; needed.')];
  const days = [parameter('from', 'date', 'Of daily reports: the first day, by default thirty days before the last.'), parameter('to', 'date', 'Of daily reports: the last day, by default tomorrow by UTC.')];
  return {
    resourceType: 'CapabilityStatement', url: own('fhir-r4'), status: 'active', date: '2026-11-22', kind: 'instance', software: { name: 'Corridor Hub' },
    implementation: { description: 'What a health corridor shares, read with the rights of the caller.', url: base }, fhirVersion: '4.0.1', format: ['json'],
    rest: [{
      mode: 'server', security: { description: 'A session, or an API key of scope corridor:read as a bearer token.' },
      resource: Object.keys(collections).map((type) => ({
        type, versioning: 'no-version', interaction: [{ code: 'read' }, { code: 'search-type' }], searchParam: type === 'MeasureReport' ? [...common, ...days] : common,
      })),
    }],
  };
}

export const isType = (name: string): name is (typeof types)[number] => (types as readonly string[]).includes(name);
