import type { EntityManager } from 'typeorm';
import { alliance, council, stream, type Data } from '#contracts';
import type { Work } from '#log';
import { endPresence } from '../attendance/presence.entity.js';
import { settleQuorum } from '../attendance/settle-quorum.js';
import { leaveFloor } from '../floor/leave-floor.js';
import { attendable } from '../meeting/meeting-states.js';
import { lockMeeting, streamOf } from '../meeting/meeting.entity.js';
import { peopleOf, whose } from './read-roll.js';

type SeatFact = Data<typeof alliance.seatChanged>;

/** Writes down how a body stands now. Meetings keep the rules that they were drafted with. */
export async function followBody({ db }: Work, body: Data<typeof alliance.bodyChanged>): Promise<void> {
  await db.query(
    `INSERT INTO council_body (id, kind, rules_version, quorum, majority) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (id) DO UPDATE SET kind = $2, rules_version = $3, quorum = $4, majority = $5`,
    [body.bodyId, body.kind, body.rulesVersion, JSON.stringify(body.quorum), JSON.stringify(body.majority)],
  );
}

/** Writes down who holds an office. A meeting keeps the officers that it was drafted with until its own are changed. */
export async function followOffice({ db }: Work, { bodyId, personId, office, held }: Data<typeof alliance.officeChanged>): Promise<void> {
  await db.query(
    held ? 'INSERT INTO council_office (body_id, person_id, office) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING' : 'DELETE FROM council_office WHERE body_id = $1 AND person_id = $2 AND office = $3',
    [bodyId, personId, office],
  );
}

/** Writes down how a seat stands now; meetings under way count on the new roll at once, and whoever may no longer act for it is out. */
export async function followSeat(work: Work, seat: SeatFact): Promise<void> {
  const [before] = await work.db.query<{ people: readonly string[] }[]>('SELECT array_remove(array_prepend(delegate_id, alternate_ids), NULL) AS people FROM council_seat WHERE id = $1', [seat.seatId]);
  await work.db.query(
    `INSERT INTO council_seat (id, body_id, institution_id, country_code, weight, delegate_id, alternate_ids, state) VALUES ($1, $2, $3, $4, $5::numeric, $6, $7, $8)
     ON CONFLICT (id) DO UPDATE SET institution_id = $3, country_code = $4, weight = $5::numeric, delegate_id = $6, alternate_ids = $7, state = $8`,
    [seat.seatId, seat.bodyId, seat.institutionId, seat.countryCode, seat.weight, seat.delegateId, seat.alternateIds, seat.state],
  );
  const people = seat.state === 'active' ? peopleOf(seat) : [];
  const left = before?.people.filter((id) => !people.includes(id)) ?? [];
  for (const id of await underWay(work.db, seat.bodyId)) await recount(work, id, seat, { people, left });

  const moved = [...new Set([...(before?.people ?? []), ...people])].filter((id) => !before?.people.includes(id) || !people.includes(id));
  if (moved.length > 0) work.record(stream.rightsChanged, 'rights', { subjects: moved.map((id) => `person:${id}`), reason: 'standing_changed' });
}

async function underWay(db: EntityManager, bodyId: string): Promise<readonly string[]> {
  const rows = await db.query<{ id: string }[]>('SELECT id FROM council_meeting WHERE body_id = $1 AND state = ANY ($2) ORDER BY id', [bodyId, attendable]);
  return rows.map((row) => row.id);
}

async function recount(work: Work, meetingId: string, seat: SeatFact, { people, left }: { people: readonly string[]; left: readonly string[] }): Promise<void> {
  const meeting = await lockMeeting(work.db, meetingId);
  const at = meeting.tick(work.now);
  const { seatId } = seat;
  const out = await work.db.query<{ id: string; person_id: string }[]>('SELECT id, person_id FROM council_presence WHERE meeting_id = $1 AND seat_id = $2 AND until IS NULL AND person_id <> ALL ($3)', [meetingId, seatId, people]);
  await endPresence(work.db, out.map((row) => row.id), at, 'revoked');
  const quorum = await settleQuorum(work, meeting, at);
  for (const row of out) work.record(council.checkedOut, streamOf(meetingId), { seatId, personId: row.person_id, until: at.toISOString(), endedBy: 'revoked', quorum, ...whose(seat) });
  await leaveFloor(work, meeting, left);
}
