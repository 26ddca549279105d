import type { EntityManager } from 'typeorm';
import type { z } from 'zod';
import type { council } from '#contracts';
import { readRoll } from '../roll/read-roll.js';

type RollSeat = z.output<typeof council.rollSeat>;

/** The roll with who acts for each seat now. */
export async function readPresentRoll(db: EntityManager, meetingId: string, bodyId: string): Promise<RollSeat[]> {
  const open = await db.query<{ seat_id: string; person_id: string; mode: 'hall' | 'online'; since: Date; line_lost_at: Date | null }[]>(
    'SELECT seat_id, person_id, mode, since, line_lost_at FROM council_presence WHERE meeting_id = $1 AND until IS NULL', [meetingId],
  );
  const acting = new Map(open.map((row) => [row.seat_id, { personId: row.person_id, mode: row.mode, since: row.since.toISOString(), lineLostAt: row.line_lost_at?.toISOString() ?? null }]));
  return (await readRoll(db, bodyId)).map((seat) => ({ ...seat, alternateIds: [...seat.alternateIds], acting: acting.get(seat.seatId) ?? null }));
}
