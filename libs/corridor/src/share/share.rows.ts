import { corridor } from '#contracts';
import type { Work } from '#log';
import { streamOf } from '../corridor/corridor.entity.js';

/** A public link as it is stored. */
export interface ShareRow {
  readonly id: string;
  readonly corridorId: string;
  readonly institutionId: string;
  readonly unitId: string;
  readonly precisionMetres: number;
  readonly endsAt: Date;
}

/** Tells those who answer for the unit that whoever holds a link sees it, or no longer. */
export function tellShare(work: Work, { id, corridorId, institutionId, unitId, precisionMetres, endsAt }: ShareRow, state: 'open' | 'ended'): void {
  const data = { shareId: id, unitId, institutionId, state, endsAt: endsAt.toISOString(), precisionMetres };
  work.record(corridor.shareChanged, streamOf(corridorId), data, { audience: ['administrators', `org:${institutionId}`] });
}
