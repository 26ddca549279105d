import { alliance, catalogue, corridor, type DataClass } from '#contracts';

/** How much of what a reader may see may be in a document: all, or for who is outside of the hub what its owner lets out. */
export type Sight = 'own' | 'alliance' | 'public';

const outside: Readonly<Record<Exclude<Sight, 'own'>, readonly DataClass[]>> = { public: ['public'], alliance: ['public', 'alliance'] };

/** What may be asked for a document that leaves the hub: names of institutions, bodies, corridors and places. No answer of these holds anything about a person. */
const asked: Readonly<Record<Exclude<Sight, 'own'>, ReadonlySet<string>>> = {
  public: new Set([alliance.listCountries.name]),
  alliance: new Set([alliance.listCountries.name, alliance.listInstitutions.name, alliance.readInstitution.name, alliance.listBodies.name, corridor.readCorridor.name, corridor.listCentres.name]),
};

/** Whether events of this type may be in it. What is not declared any more is protected. */
export function letsThrough(sight: Sight, type: string): boolean {
  if (sight === 'own') return true;
  const contract = catalogue.get(type);
  return contract?.kind === 'event' && outside[sight].includes(contract.dataClass);
}

export function letsAsk(sight: Sight, query: string): boolean {
  return sight === 'own' || asked[sight].has(query);
}
