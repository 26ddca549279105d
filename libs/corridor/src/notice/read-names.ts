import type { EntityManager } from 'typeorm';
import type { stream } from '#contracts';
import { streamOf } from '../corridor/corridor.entity.js';

/** The corridor in whose stream an event stands. */
export function corridorOf({ stream: name }: stream.Envelope): string {
  return name.slice(streamOf('').length);
}

export async function corridorName(db: EntityManager, corridorId: string): Promise<string> {
  return nameOf(await db.query('SELECT name FROM corridor_corridor WHERE id = $1', [corridorId]));
}

export async function institutionName(db: EntityManager, institutionId: string): Promise<string> {
  return nameOf(await db.query('SELECT name FROM corridor_institution WHERE id = $1', [institutionId]));
}

/** The name of what something is about: a unit or a centre, else the institution. */
export async function subjectName(db: EntityManager, { unitId, centreId, institutionId }: { readonly unitId: string | null; readonly centreId: string | null; readonly institutionId: string }): Promise<string> {
  if (unitId !== null) return nameOf(await db.query('SELECT name FROM corridor_unit WHERE id = $1', [unitId]));
  if (centreId !== null) return nameOf(await db.query('SELECT name FROM corridor_centre WHERE id = $1', [centreId]));
  return institutionName(db, institutionId);
}

function nameOf([row]: readonly { readonly name: string }[]): string {
  if (row === undefined) throw new Error('an event is about something that is not there');
  return row.name;
}
