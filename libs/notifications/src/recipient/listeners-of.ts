import type { EntityManager } from 'typeorm';
import type { ReaderOf } from '#identity';
import { readSettings } from '../preference/read-settings.js';

/** How people are spoken to: in their language, with instants in the zone that they live by. Those who are unknown are missing. */
export async function listenersOf(db: EntityManager, personIds: readonly string[], now: Date): Promise<ReadonlyMap<string, ReaderOf>> {
  const settings = await readSettings(db, personIds, [], now);
  return new Map([...settings].flatMap(([id, { reader, zone }]) => (reader === null ? [] : [[id, { ...reader, zone }]])));
}
