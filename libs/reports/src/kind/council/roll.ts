import { alliance } from '#contracts';
import type { Gathering } from '../../document/report-kind.js';
import { list } from '../ask.js';
import { fold, on } from '../fold.js';
import type { MeetingRecord, Seat } from './meeting-record.js';

/**
 * The seats of a body and whose they are: those that the events of the range say are held at its end, and those that acted in its
 * meetings. Only where no event of the range tells of the seats, they are taken as they are held now.
 */
export async function rollOf(gathering: Gathering, bodyId: string, meetings: readonly MeetingRecord[]): Promise<Map<string, Seat>> {
  const held = new Map<string, Seat | null>();
  await fold(gathering, [
    on(alliance.seatChanged, ({ seatId, institutionId, countryCode, state }) => { held.set(seatId, state === 'active' ? { institutionId, countryCode } : null); }),
  ], { streams: [`body:${bodyId}`] });
  if (held.size === 0) for (const { id, institutionId, countryCode } of await list(gathering, alliance.listSeats, { bodyId })) held.set(id, { institutionId, countryCode });
  for (const { seats } of meetings) for (const [seatId, seat] of seats) held.set(seatId, held.get(seatId) ?? seat);
  return new Map([...held].flatMap(([seatId, seat]): [string, Seat][] => (seat === null ? [] : [[seatId, seat]])));
}
