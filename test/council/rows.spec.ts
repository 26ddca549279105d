import { readSettings } from '#config';
import { councilMigrations } from '#council';
import { dbMigrations } from '#db';
import { systemActor, type Principal } from '#kernel';
import { freshDatabase, type TestDatabase } from '../support/database.js';

const id = (n: number): string => `0198a2b4-7c1e-7d3a-9f00-${String(n).padStart(12, '0')}`;
const [body, person, other, seat, mine, theirs, motion, poll] = [id(1), id(2), id(3), id(4), id(5), id(6), id(7), id(8)];
const now = '2026-11-22T10:00:00Z';

function acting(personId: string, roles: Principal['roles'] = []): Principal {
  return { actor: `person:${personId}`, personId, institutionIds: [], roles, scopes: null, credential: null };
}

let db: TestDatabase;
const rule = `'{}', '{}'`;
const meeting = (m: string, state: string, access = 'members'): string =>
  `('${m}', '${body}', 'T', 'UTC', '2026-11-24T09:30', 60, '${access}', '${other}', 1, ${rule}, '${state}', '${now}')`;

beforeAll(async () => {
  readSettings({}, () => '');
  db = await freshDatabase([...dbMigrations, ...councilMigrations]);
  await db.sql(`
    INSERT INTO council_body VALUES ('${body}', 'council', 1, ${rule});
    INSERT INTO council_office VALUES ('${body}', '${other}', 'chair');
    INSERT INTO council_seat VALUES ('${seat}', '${body}', '${id(9)}', 'PK', 1, '${person}', '{}', 'active');
    INSERT INTO council_meeting (id, body_id, title, zone, start, planned_minutes, access, chair_id, rules_version, quorum, majority, state, drafted_at)
      VALUES ${meeting(mine, 'in_session')}, ${meeting(theirs, 'in_session')}, ${meeting(id(20), 'draft')}, ${meeting(id(21), 'convened', 'alliance')};`);
  for (const [at, m] of [mine, theirs].entries()) {
    const own = (n: number): string => id(100 * (at + 1) + n);
    const [its, itsPoll] = at === 0 ? [motion, poll] : [own(7), own(8)];
    await db.sql(`
      INSERT INTO council_observer VALUES ('${m}', '${id(30)}', '${other}', '${now}');
      INSERT INTO council_roll VALUES ('${m}', '${now}', 'h', '[]');
      INSERT INTO council_presence VALUES ('${own(1)}', '${m}', '${seat}', '${person}', 'hall', '${now}');
      INSERT INTO council_node VALUES ('${own(2)}', '${now}');
      INSERT INTO council_line VALUES ('${m}', '${person}', '${own(2)}');
      INSERT INTO council_agenda_item VALUES ('${own(3)}', '${m}', NULL, 1, 'T', 'topic', NULL, 'planned');
      INSERT INTO council_floor_request VALUES ('${own(4)}', '${m}', '${person}', '${seat}', 'speech', NULL, NULL, 1, 'waiting', '${now}');
      INSERT INTO council_motion VALUES ('${its}', '${m}', 1, NULL, 'T', 'T', 'h', 'en', '${person}', '${seat}', 'voting', '${now}');
      INSERT INTO council_poll (id, meeting_id, motion_id, state, majority, second_ballot, electorate_hash, text_hash, entitled_seats, entitled_weight, opened_at, opening_proof)
        VALUES ('${itsPoll}', '${m}', '${its}', 'open', '{}', 'first_stands', 'h', 'h', 1, 1, '${now}', '{}');
      INSERT INTO council_electorate VALUES ('${itsPoll}', '${seat}', '${m}', '${id(9)}', 'PK', 1, '{${person}}', true);
      INSERT INTO council_ballot VALUES ('${itsPoll}', '${seat}', '${m}', 'yes', '${person}', '${now}', 'r');
      INSERT INTO council_chat_message VALUES ('${own(6)}', '${m}', '${person}', '${now}', 'hello', 0);`);
  }
});

afterAll(() => db.drop());

const ofMeetings = ['council_observer', 'council_roll', 'council_presence', 'council_line', 'council_agenda_item', 'council_floor_request', 'council_motion', 'council_poll', 'council_electorate', 'council_ballot', 'council_chat_message'];
const seen = (actor: Principal | null, granted: string[], table: string, column = 'meeting_id'): Promise<string[]> =>
  db.asApp<{ of: string }>(actor, granted, `SELECT ${column} AS of FROM ${table} ORDER BY 1`).then((rows) => rows.map((row) => row.of));

describe('rows of the council, as the role that the hub works as', () => {
  it.each(ofMeetings)('%s shows those of the meeting that was granted, all to the hub itself, and none to anybody else', async (table) => {
    expect(await seen(null, [mine], table)).toEqual([]);
    expect(await seen(acting(person), [], table)).toEqual([]);
    expect(await seen(acting(person, ['administrator']), [], table)).toEqual([]);
    expect(await seen(acting(person), [mine], table)).toEqual([mine]);
    expect(await seen(systemActor('test'), [], table)).toEqual([mine, theirs]);
  });

  it.each(['council_body', 'council_office', 'council_seat'])('%s is read by whoever is signed in, and written by the hub alone', async (table) => {
    expect(await seen(null, [body], table, '1')).toEqual([]);
    expect(await seen(acting(id(40)), [], table, '1')).toHaveLength(1);
    expect(await db.asApp(acting(other), [body], `DELETE FROM ${table} RETURNING 1`)).toEqual([]);
  });

  it('council_node is for the hub alone', async () => {
    expect(await seen(acting(other, ['administrator']), [mine, theirs], 'council_node', 'id')).toEqual([]);
  });

  it('council_meeting shows each person the meetings that they may know of', async () => {
    const all = [mine, theirs, id(20), id(21)];
    expect(await seen(null, all, 'council_meeting', 'id')).toEqual([]);
    expect(await seen(acting(other), [], 'council_meeting', 'id')).toEqual(all);
    expect(await seen(acting(id(40), ['administrator']), [], 'council_meeting', 'id')).toEqual(all);
    expect(await seen(acting(person), [], 'council_meeting', 'id')).toEqual([mine, theirs, id(21)]);
    expect(await seen(acting(id(30)), [], 'council_meeting', 'id')).toEqual([mine, theirs, id(21)]);
    expect(await seen(acting(id(40)), [], 'council_meeting', 'id')).toEqual([id(21)]);
  });

  it('changes no meeting that it may only know of', async () => {
    const change = (granted: string[]): Promise<unknown[]> => db.asApp(acting(person), granted, `UPDATE council_meeting SET title = 'X' WHERE id = '${theirs}' RETURNING 1`);
    expect(await change([mine])).toEqual([]);
    expect(await change([theirs])).toHaveLength(1);
  });

  it.each([
    ['takes a ballot away', 'DELETE FROM council_ballot'], ['changes the electorate', 'UPDATE council_electorate SET weight = 9'], ['takes a seat out of it', 'DELETE FROM council_electorate'],
    ['changes who was present', `UPDATE council_presence SET person_id = '${other}'`], ['changes since when', 'UPDATE council_presence SET since = now()'], ['forgets presence', 'DELETE FROM council_presence'],
    ['changes the text of a motion', `UPDATE council_motion SET text = 'X'`], ['changes the rule of a poll', `UPDATE council_poll SET majority = '{"x":1}'`], ['moves a deadline', 'UPDATE council_poll SET deadline = now()'],
    ['changes a roll', `UPDATE council_roll SET seats = '[1]'`], ['forgets a meeting', 'DELETE FROM council_meeting'],
  ])('nobody %s', async (_, sql) => {
    await expect(db.asApp(systemActor('test'), [mine], sql)).rejects.toThrow(/permission denied/);
  });
});

describe('the invariants that the database states', () => {
  it.each([
    ['a second person for a seat', `INSERT INTO council_presence VALUES (gen_random_uuid(), '${mine}', '${seat}', '${other}', 'hall', '${now}')`, 'council_one_person_per_seat'],
    ['an end without a cause', `UPDATE council_presence SET until = now() + interval '1 day'`, 'council_presence_ended'],
    ['a second ballot of a seat', `INSERT INTO council_ballot VALUES ('${poll}', '${seat}', '${mine}', 'no', '${other}', now(), 'r')`, 'council_one_ballot_per_seat'],
    ['a ballot of a seat outside the electorate', `INSERT INTO council_ballot VALUES ('${poll}', '${id(50)}', '${mine}', 'no', '${other}', now(), 'r')`, 'council_ballot_entitled'],
    ['a result without a proof', `UPDATE council_poll SET state = 'declared', tally = '{}', closed_at = now(), verdict = '{}', declared_at = now()`, 'council_poll_proved'],
    ['a close without a count', `UPDATE council_poll SET state = 'closed'`, 'council_poll_counted'],
    ['a second open poll', `INSERT INTO council_poll SELECT (jsonb_populate_record(p, jsonb_build_object('id', gen_random_uuid()))).* FROM council_poll p WHERE id = '${poll}'`, 'council_one_open_poll'],
    ['a second speaker', `INSERT INTO council_floor_request SELECT gen_random_uuid(), '${mine}', gen_random_uuid(), NULL, 'speech', NULL, NULL, n + 1, 'speaking', now() FROM generate_series(1, 2) n`, 'council_one_speaker'],
    ['a second open request', `INSERT INTO council_floor_request VALUES (gen_random_uuid(), '${mine}', '${person}', NULL, 'speech', NULL, NULL, 9, 'waiting', now())`, 'council_one_open_request'],
    ['a second current item', `INSERT INTO council_agenda_item SELECT gen_random_uuid(), '${mine}', NULL, n + 1, 'T', 'topic', NULL, 'current' FROM generate_series(1, 2) n`, 'council_one_current_item'],
    ['two items at one place', `INSERT INTO council_agenda_item VALUES (gen_random_uuid(), '${mine}', NULL, 1, 'T', 'topic', NULL, 'planned')`, 'council_agenda_item_place'],
    ['an item below one of another meeting', `INSERT INTO council_agenda_item VALUES (gen_random_uuid(), '${mine}', '${id(203)}', 1, 'T', 'topic', NULL, 'planned')`, 'council_agenda_item_parent'],
    ['a convened meeting without a chair', `UPDATE council_meeting SET chair_id = NULL WHERE id = '${id(21)}'`, 'council_meeting_chaired'],
    ['a hidden message that keeps its text', `UPDATE council_chat_message SET hidden_at = now()`, 'council_chat_message_hidden'],
  ])('refuses %s', async (_, sql, constraint) => {
    await expect(db.sql(sql)).rejects.toMatchObject({ constraint });
  });
});
