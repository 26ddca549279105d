import { corridor } from '#contracts';
import type { Reader } from '../reader.js';
import { listed, type Source } from '../walk.js';
import type { Facility } from './compose-have.js';

type Known = Omit<Facility, 'board'>;

/** The centres and units of a corridor that are open, each with its board as far as the reader may see it. */
export function facilitiesOf(reader: Reader, corridorId: string): Source<Facility>[] {
  let registry: Promise<ReadonlyMap<string, Known>> | undefined;
  return [listed(reader, corridor.listBoards, { corridorId }, async (board) => {
    const known = (await (registry ??= register(reader, corridorId))).get(board.holderId);
    return known === undefined ? null : { ...known, board };
  })];
}

async function register(reader: Reader, corridorId: string): Promise<ReadonlyMap<string, Known>> {
  const all = new Map<string, Known>();
  const places = await reader.positions(corridorId);
  for await (const { id, name, services, point } of reader.each(corridor.listCentres, { corridorId })) all.set(id, { name, services, point });
  for await (const { id, name } of reader.each(corridor.listUnits, { corridorId })) all.set(id, { name, services: [], point: places.get(id) ?? null });
  return all;
}
