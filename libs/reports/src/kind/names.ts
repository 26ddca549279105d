import { alliance } from '#contracts';
import type { Gathering } from '../document/report-kind.js';
import { list } from './ask.js';
import { fold, on } from './fold.js';

/** A name by id; of what is not shown to the reader, the beginning of its id. */
export type NameOf = (id: string) => string;

export function naming(names: ReadonlyMap<string, string>): NameOf {
  return (id) => names.get(id) ?? id.slice(0, 8);
}

/** Names of institutions as the events of the range give them; of those that are not named there, as they are now. */
export async function institutionNames(gathering: Gathering): Promise<NameOf> {
  const names = new Map((await list(gathering, alliance.listInstitutions, {})).map(({ id, name }) => [id, name]));
  await fold(gathering, [on(alliance.institutionChanged, ({ institutionId, name }) => { names.set(institutionId, name); })]);
  return naming(names);
}

/** Names of countries in the language of the report. */
export function countryNames({ language }: Pick<Gathering, 'language'>): NameOf {
  const names = new Intl.DisplayNames([language], { type: 'region' });
  return (code) => names.of(code) ?? code;
}
