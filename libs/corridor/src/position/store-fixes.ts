import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { setting } from '#config';
import type { corridor } from '#contracts';
import type { Opened } from '#db';
import type { Work } from '#log';
import { judgeFixes, type Arrival, type Limits } from './judge-fixes.js';
import { foundBy, readAround, type Found, type LockedTrack } from './lock-tracks.js';
import { isMisfit, type JudgedField } from './measured.js';
import type { Answer, Parcel } from './parcel.js';
import { tellMoved, type Moved } from './tell-moved.js';
import { TrackFollower, type Fix, type TrackGain } from './track.js';
import { countRefusals, holdFixes, noteClocks, writeFixes, type Count, type Kept } from './write-fixes.js';

const accuracy = setting('HUB_FIX_ACCURACY', z.coerce.number().min(1).default(2_000), 'metres; a fix whose device believes no better is refused');
export const trackDays = setting('HUB_TRACK_DAYS', z.coerce.number().int().min(1).max(3_650).default(365), 'days that the track of a unit is kept; an older fix is refused');

/** A clock's offset moves by this share of what was seen, and is written when it has moved so far (ms). */
const SMOOTHING = 1 / 8;
const WORTH_NOTING = 250;

/** One unit's part of a flush. */
interface Lot {
  readonly track: LockedTrack;
  readonly arrivals: Arrival[];
}

/** What the items of one parcel are: arrivals to be judged, or answers already. */
type Sorted = readonly (Arrival | corridor.FixAnswer)[];

/** Stores what was reported: the one place where tracks grow. Runs in one transaction, as the hub itself. */
@Injectable()
export class StoreFixes {
  constructor(private readonly follower: TrackFollower) {}

  /** @param locked what `lockTracks` answered to their senders. @returns the answer to each parcel, in their order */
  async execute(work: Work, parcels: readonly Parcel[], locked: Opened): Promise<Answer[]> {
    const { db, now } = work;
    const find = foundBy(locked);
    const found = parcels.map(({ sender }) => find(sender));
    const lots = new Map<LockedTrack, Lot>();
    const sorted = parcels.map((parcel, at) => sort(parcel, found[at] ?? null, lots));
    const answers = await this.judge(work, [...lots.values()]);
    const told = sorted.map((items, of) => items?.map((item, at) => ('fix' in item ? named(answers.get(item) ?? UNJUDGED, parcels[of], at) : item)) ?? null);
    const kept = keep(lots, answers);
    if (kept.length > 0) await this.grow(work, kept);
    await holdFixes(db, [...lots.values()].flatMap(({ track, arrivals }) => arrivals.filter((one) => answers.get(one)?.outcome === 'held').map((one) => ({ track, ...one }))));
    await countRefusals(db, now, count(found, told));
    await noteClocks(db, clocks(parcels, found));
    return told;
  }

  private async judge({ db }: Work, lots: readonly Lot[]): Promise<Map<Arrival, corridor.FixAnswer>> {
    const late = lots.flatMap(({ track: { unitId, latest }, arrivals }) => (latest === null ? [] : arrivals.filter(({ fix }) => fix.fixTime <= latest.fixTime).map((arrival) => ({ unitId, arrival }))));
    const around = await readAround(db, late);
    const limits: Limits = { accuracy: accuracy.value, days: trackDays.value };
    const answers = new Map<Arrival, corridor.FixAnswer>();
    for (const { track, arrivals } of lots) judgeFixes(arrivals, { ...track, around }, limits).forEach((answer, arrival) => answers.set(arrival, answer));
    return answers;
  }

  /** Writes the fixes, lets follow what follows from them, and tells who has moved. */
  private async grow(work: Work, kept: readonly Kept[]): Promise<void> {
    const gains = new Map<LockedTrack, Fix[]>();
    for (const { track, fix } of kept) {
      const gained = gains.get(track);
      if (gained === undefined) gains.set(track, [fix]);
      else gained.push(fix);
    }
    const newest = new Map<LockedTrack, { fix: Fix; gained: number }>();
    const moved = new Map<string, { track: LockedTrack; moved: Moved[] }>();
    for (const [track, gained] of gains) {
      const last = gained.at(-1);
      if (last === undefined) continue;
      const isNewer = track.latest === null || last.fixTime > track.latest.fixTime;
      newest.set(track, { fix: isNewer ? last : track.latest, gained: gained.length });
      if (!isNewer) continue;
      const key = `${track.corridorId} ${track.institutionId}`;
      const group = moved.get(key) ?? { track, moved: [] };
      group.moved.push({ ...last, unitId: track.unitId, number: track.number });
      moved.set(key, group);
    }
    await writeFixes(work.db, kept, newest);
    await this.follower.follow(work, [...gains].map(([track, gained]) => gainOf(track, gained)));
    for (const group of moved.values()) await tellMoved(work, group.track.corridorId, group.track.institutionId, group.moved);
  }
}

const UNJUDGED: corridor.FixAnswer = { outcome: 'refused', rule: 'unreadable' };

/** Names the field as the format of the report does. */
function named(answer: corridor.FixAnswer, parcel: Parcel | undefined, at: number): corridor.FixAnswer {
  const nameOf = parcel?.report.nameOf;
  return answer.field === undefined || nameOf === undefined ? answer : { ...answer, field: nameOf(answer.field as JudgedField, at) };
}

/** Adds what can be judged to the lot of its unit. Null: nobody is behind the sender. */
function sort({ report, serverTime }: Parcel, found: Found | null, lots: Map<LockedTrack, Lot>): Sorted | null {
  if (found === null) return null;
  const lot = lots.get(found.track) ?? { track: found.track, arrivals: [] };
  lots.set(found.track, lot);
  return report.items.map((item, at) => {
    if (isMisfit(item)) return { outcome: 'refused', ...item };
    const arrival: Arrival = { fix: { ...item, deviceTime: report.deviceTime, serverTime }, trackerId: found.trackerId, confirmed: report.confirmed?.has(at) ?? false };
    lot.arrivals.push(arrival);
    return arrival;
  });
}

/** What goes into the history: by unit, and of each unit by time. */
function keep(lots: ReadonlyMap<LockedTrack, Lot>, answers: ReadonlyMap<Arrival, corridor.FixAnswer>): Kept[] {
  const kept: Kept[] = [];
  for (const { track, arrivals } of lots.values()) {
    const mine = arrivals.filter((one) => ['stored', 'late'].includes(answers.get(one)?.outcome ?? ''));
    mine.sort((a, b) => a.fix.fixTime.getTime() - b.fix.fixTime.getTime());
    for (const { fix, trackerId } of mine) kept.push({ track, fix, trackerId });
  }
  return kept;
}

function gainOf({ unitId, corridorId, institutionId, deploymentId, latest }: LockedTrack, gained: readonly Fix[]): TrackGain {
  return { unitId, corridorId, operatorId: institutionId, deploymentId, gained, latest };
}

/** What was not stored, by unit, device and rule. */
function count(found: readonly (Found | null)[], told: readonly Answer[]): Count[] {
  const counts = new Map<string, { -readonly [K in keyof Count]: Count[K] }>();
  told.forEach((answers, at) => {
    const from = found[at] ?? null;
    for (const { rule } of answers ?? []) {
      if (rule === undefined || from === null) continue;
      const { track: { unitId, institutionId }, trackerId } = from;
      const key = `${unitId} ${trackerId ?? ''} ${rule}`;
      const one = counts.get(key) ?? { unitId, institutionId, trackerId, rule, count: 0 };
      one.count += 1;
      counts.set(key, one);
    }
  });
  return [...counts.values()];
}

/**
 * By how much the devices' clocks are ahead, where that can be seen and has changed: from the time at which a device says that it
 * sent, or, at least, from a fix that lies ahead of the hub's clock.
 */
function clocks(parcels: readonly Parcel[], found: readonly (Found | null)[]): Map<string, number> {
  const offsets = new Map<string, number>();
  parcels.forEach(({ report, serverTime }, at) => {
    const { trackerId = null, clockOffsetMs = null } = found[at] ?? {};
    const says = report.deviceTime ?? newestAhead(report.items, serverTime);
    if (trackerId === null || says === null) return;
    const before = offsets.get(trackerId) ?? clockOffsetMs;
    const seen = says.getTime() - serverTime.getTime();
    const offset = Math.round(before === null ? seen : before + (seen - before) * SMOOTHING);
    if (before === null || Math.abs(offset - before) >= WORTH_NOTING) offsets.set(trackerId, offset);
  });
  return offsets;
}

function newestAhead(items: Parcel['report']['items'], serverTime: Date): Date | null {
  let newest: Date | null = null;
  for (const item of items) if (!isMisfit(item) && item.fixTime > (newest ?? serverTime)) newest = item.fixTime;
  return newest;
}
