import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { v7 } from 'uuid';
import { obey } from './control.js';
import { messageData } from './message.js';
import { microseconds, stamp } from './open-loop.js';

/** The same database without a hub: the same facts written by the fewest plain statements. */
let pool: pg.Pool;

const SCHEMA = `
  CREATE SCHEMA IF NOT EXISTS bare;
  CREATE TABLE IF NOT EXISTS bare.stream (name text PRIMARY KEY, head bigint NOT NULL) WITH (fillfactor = 30);
  CREATE TABLE IF NOT EXISTS bare.event (
    stream text NOT NULL, "offset" bigint NOT NULL, id uuid NOT NULL, type text NOT NULL, time timestamptz NOT NULL, actor text NOT NULL,
    audience text NOT NULL, data jsonb NOT NULL, hash bytea NOT NULL, PRIMARY KEY (stream, "offset"));
  CREATE TABLE IF NOT EXISTS bare.message (id uuid PRIMARY KEY, room_id text NOT NULL, person_id uuid NOT NULL, text text NOT NULL, said_at timestamptz NOT NULL);
  CREATE INDEX IF NOT EXISTS message_of_room ON bare.message (room_id, said_at);
  CREATE TABLE IF NOT EXISTS bare.receipt (person_id uuid NOT NULL, command_id text NOT NULL, reply jsonb, PRIMARY KEY (person_id, command_id));
  INSERT INTO bare.stream VALUES ('hot', 0) ON CONFLICT DO NOTHING;`;

const INSERT_EVENT = 'INSERT INTO bare.event (stream, "offset", id, type, time, actor, audience, data, hash)';

async function insistOnSchema(): Promise<void> {
  await pool.query(SCHEMA);
}

/** One connection inserts a hundred rows by one statement, again and again. Answers rows a second. */
async function unnest({ seconds, batch }: { seconds: number; batch: number }): Promise<number> {
  const stream = randomBytes(8).toString('hex');
  const hash = randomBytes(32);
  const client = await pool.connect();
  const began = microseconds();
  let offset = 0;
  try {
    while (microseconds() < began + seconds * 1e6) {
      const rows = Array.from({ length: batch }, () => ({ offset: (offset += 1), id: v7(), data: JSON.stringify(messageData(stamp(microseconds()))) }));
      await client.query({
        name: 'unnest', text: `${INSERT_EVENT} SELECT $1, o, i, $2, now(), $3, $4, d, $5 FROM unnest($6::bigint[], $7::uuid[], $8::jsonb[]) AS r(o, i, d)`,
        values: [stream, 'bench.message.posted.v1', 'system:bench', 'members', hash, rows.map((row) => row.offset), rows.map((row) => row.id), rows.map((row) => row.data)],
      });
    }
    return (offset * 1e6) / (microseconds() - began);
  } finally {
    client.release();
  }
}

/** Transactions on one stream: message, receipt, the stream's row lock, event. Answers transactions a second. */
async function hotStream({ seconds, connections }: { seconds: number; connections: number }): Promise<number> {
  const began = microseconds();
  const hash = randomBytes(32);
  let done = 0;
  const one = async (_: unknown, n: number): Promise<void> => {
    const client = await pool.connect();
    const person = `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;
    for (let turn = 0; microseconds() < began + seconds * 1e6; turn += 1) {
      await client.query('BEGIN');
      await client.query({ name: 'message', text: 'INSERT INTO bare.message VALUES ($1, $2, $3, $4, now())', values: [v7(), 'hot', person, 'A message of a member to the room.'] });
      await client.query({ name: 'receipt', text: 'INSERT INTO bare.receipt VALUES ($1, $2, $3)', values: [person, `${began}-${turn}`, '{"ok":true}'] });
      const { rows } = await client.query<{ head: string }>({ name: 'lock', text: 'UPDATE bare.stream SET head = head + 1 WHERE name = $1 RETURNING head', values: ['hot'] });
      await client.query({ name: 'event', text: `${INSERT_EVENT} VALUES ($1, $2, $3, $4, now(), $5, $6, $7, $8)`, values: ['hot', rows[0]?.head, v7(), 'bench.message.posted.v1', `person:${person}`, 'members', JSON.stringify(messageData(stamp(microseconds()))), hash] });
      await client.query('COMMIT');
      done += 1;
    }
    client.release();
  };
  await Promise.all(Array.from({ length: connections }, one));
  return (done * 1e6) / (microseconds() - began);
}

obey({
  start: () => 0,
  open: async ({ url }: { url: string }) => {
    pool = new pg.Pool({ connectionString: url, max: 40 });
    await insistOnSchema();
  },
  unnest,
  hotStream,
  stop: () => pool.end(),
});
