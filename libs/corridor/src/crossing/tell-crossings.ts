import { corridor, type Data } from '#contracts';
import type { Work } from '#log';
import { rulesIn } from '../border/rules-in.js';
import { streamOf } from '../corridor/corridor.entity.js';
import type { Added, Withdrawn } from './changes.js';
import { locatedAudience } from './located-audience.js';
import { COUNTRIES } from './read-on.js';

/**
 * Tells what was found and what was refuted, together for each institution: a flush of many units must stay within the events that
 * one transaction may record, however much they upload.
 */
export async function tellCrossings(work: Work, added: readonly Added[], withdrawn: readonly Withdrawn[]): Promise<void> {
  const owners = new Map([...added, ...withdrawn].map(({ gain }) => [`${gain.corridorId} ${gain.operatorId}`, gain]));
  for (const { corridorId, operatorId } of owners.values()) {
    const of = { corridorId, institutionId: operatorId, audience: await locatedAudience(work.db, corridorId, operatorId) };
    const isTheirs = ({ gain }: Withdrawn): boolean => gain.corridorId === corridorId && gain.operatorId === operatorId;
    for (const some of inParts(withdrawn.filter(isTheirs))) {
      const crossings = some.map(({ id, gain }) => ({ crossingId: id, unitId: gain.unitId }));
      work.record(corridor.crossingWithdrawn, streamOf(corridorId), { institutionId: operatorId, crossings }, of);
    }
    const theirs = added.filter(isTheirs);
    for (const some of inParts(theirs)) work.record(corridor.crossingRecorded, streamOf(corridorId), { institutionId: operatorId, crossings: some.map(told) }, of);
    // A border that was crossed some time ago is no news of where the unit is.
    await tellBorders(work, of, theirs.filter(({ ground, turn, late }) => ground === COUNTRIES && turn.from !== null && !late));
  }
}

function told({ id: crossingId, ground, turn, gain: { unitId, deploymentId }, late }: Added): Told {
  const border = ground === COUNTRIES;
  return {
    crossingId, unitId, deploymentId, kind: kindOf(ground, turn.to), fenceId: border ? null : ground, fromCountry: border ? turn.from : null, countryCode: border ? turn.to : null,
    crossedAt: new Date(turn.at).toISOString(), late,
  };
}

type Told = Data<typeof corridor.crossingRecorded>['crossings'][number];

/** What a crossing of this ground to this value is called. */
export function kindOf(ground: string, to: string): 'enter' | 'exit' | 'border' {
  if (ground === COUNTRIES) return 'border';
  return to === 'inside' ? 'enter' : 'exit';
}

/** Units that are in another country now, and what holds there. */
async function tellBorders(work: Work, { corridorId, institutionId, audience }: { corridorId: string; institutionId: string; audience: readonly string[] }, crossed: readonly Added[]): Promise<void> {
  const ways = new Map(crossed.map(({ turn }) => [`${turn.from ?? ''} ${turn.to}`, turn]));
  for (const { from, to } of ways.values()) {
    if (from === null) continue;
    const rules = await rulesIn(work.db, corridorId, to);
    for (const some of inParts(crossed.filter(({ turn }) => turn.from === from && turn.to === to))) {
      const crossings = some.map(({ gain: { unitId, deploymentId }, turn }) => ({ unitId, deploymentId, crossedAt: new Date(turn.at).toISOString() }));
      work.record(corridor.borderCrossed, streamOf(corridorId), { institutionId, fromCountry: from, countryCode: to, ...rules, crossings }, { audience });
    }
  }
}

function* inParts<T>(all: readonly T[]): Generator<readonly T[]> {
  for (let at = 0; at < all.length; at += corridor.CROSSINGS_AT_ONCE) yield all.slice(at, at + corridor.CROSSINGS_AT_ONCE);
}
