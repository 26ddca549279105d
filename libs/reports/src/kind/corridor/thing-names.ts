import { corridor } from '#contracts';
import type { Gathering } from '../../document/report-kind.js';
import { list } from '../ask.js';
import { fold, on } from '../fold.js';
import { naming, type NameOf } from '../names.js';

/** Names of units, centres, fences and items of a corridor as the events of the range give them; of those that are not named there, as they are now. */
export async function thingNames(gathering: Gathering, corridorId: string): Promise<NameOf> {
  const names = new Map<string, string>();
  for (const query of [corridor.listUnits, corridor.listCentres, corridor.listFences, corridor.listItems]) {
    for (const { id, name } of await list(gathering, query, { corridorId })) names.set(id, name);
  }
  await fold(gathering, [
    on(corridor.unitChanged, ({ unitId, name }) => { names.set(unitId, name); }), on(corridor.centreChanged, ({ centreId, name }) => { names.set(centreId, name); }),
    on(corridor.fenceChanged, ({ fenceId, name }) => { names.set(fenceId, name); }), on(corridor.itemRegistered, ({ itemId, name }) => { names.set(itemId, name); }),
  ], { streams: [`corridor:${corridorId}`] });
  return naming(names);
}
