import { EVENT_COLUMNS, partitionsAfter, toEvent, weightOf, WORDS_JOIN, type EventRow, type LogEvent } from '../stream/log-event.js';
import type { Moved, Moves } from './moves.js';
import { Ring, type Weighed } from './ring.js';
import type { Wakes } from './wakes.js';

/** What one pass read of one stream: all its events after `from` up to `to`. */
export interface StreamPass {
  readonly stream: string;
  readonly epoch: string;
  readonly from: number;
  readonly to: number;
  readonly events: readonly LogEvent[];
}

/** A stream that this process follows. */
export interface Followed {
  readonly stream: string;
  readonly id: string;
  epoch: string;
  position: number;
  ring: Ring;
  readers: number;
  /** The earliest offset that somebody waits for. */
  wanted: number;
  reaching: Promise<boolean> | null;
}

/** So few streams are all asked at once: to look first which of them have moved would cost an exchange more. */
const FEW = 32;
/** Events of one pass: of each stream, and in all. */
const STREAM_EVENTS = 1_000;
const PASS_EVENTS = 5_000;

/** Those of the streams whose head or epoch is not what is known, and their events since. */
const PASS = `SELECT s.id AS stream_id, s.head, ${EVENT_COLUMNS}
  FROM unnest($1::bigint[], $2::bigint[], $3::text[]) AS f(id, after, epoch)
  JOIN LATERAL (SELECT * FROM log_stream l WHERE l.id = f.id OFFSET 0) s ON s.head <> f.after OR s.epoch <> f.epoch
  LEFT JOIN LATERAL (
    SELECT * FROM log_event e WHERE e.stream_id = s.id AND ${partitionsAfter('f.after')} AND e."offset" > f.after AND e."offset" <= s.head
    ORDER BY e."offset" LIMIT ${STREAM_EVENTS}
  ) e ON true
  ${WORDS_JOIN}
  ORDER BY s.id, e."offset" LIMIT ${PASS_EVENTS}`;

type PassRow = EventRow & { readonly stream_id: string; readonly head: string; readonly offset: string | null };

export interface Pass {
  readonly passes: readonly StreamPass[];
  /** Streams that began another history. */
  readonly resets: readonly string[];
  /** Whether there was more than a pass may hold. */
  readonly more: boolean;
}

const NOT_LOOKED: Moved = { heads: null, done: () => undefined };
const NOTHING: Pass = { passes: [], resets: [], more: false };

export interface Looking {
  readonly moves: Moves;
  /** Whether a stream is about to be followed, from where it ended a moment ago. */
  isOpening(): boolean;
}

/** Reads what is new in the followed streams and moves their positions and rings. */
export async function readPass(wakes: Wakes, followed: ReadonlyMap<string, Followed>, { moves, isOpening }: Looking): Promise<Pass> {
  const moved = followed.size <= FEW ? NOT_LOOKED : await moves.look(wakes);
  // A stream that is followed a moment later may have moved already: the next look finds it again.
  const opening = isOpening();
  const heads = moved?.heads ?? null;
  const asked = [...followed.values()].filter((one) => heads === null || (heads.get(one.id) ?? 0) > one.position);
  const pass = moved === null ? null : await readStreams(wakes, followed, asked);
  if (pass === null) return NOTHING;
  if (pass.more) moves.forget();
  else if (!opening) moved?.done();
  return pass;
}

/** Null while the line is down. */
async function readStreams(wakes: Wakes, followed: ReadonlyMap<string, Followed>, asked: readonly Followed[]): Promise<Pass | null> {
  if (asked.length === 0) return NOTHING;
  const known = new Map(asked.map((one) => [one.id, one]));
  const rows = await wakes.query<PassRow>({
    name: 'hub_pass', text: PASS,
    values: [asked.map(({ id }) => id), asked.map(({ position }) => position), asked.map(({ epoch }) => epoch)],
  });
  if (rows === null) return null;
  const passes: StreamPass[] = [];
  const resets: string[] = [];
  let more = rows.length >= PASS_EVENTS;
  for (const run of byStream(rows)) {
    const one = known.get(run[0]?.stream_id ?? '');
    // It may have been left, or left and followed anew, while the query ran.
    if (one === undefined || followed.get(one.stream) !== one) continue;
    const pass = advance(one, run);
    if (pass === null) resets.push(one.stream);
    else passes.push(pass);
    more ||= run.length >= STREAM_EVENTS;
  }
  return { passes, resets, more };
}

/** Moves a stream on by its rows; null when they are of another history, or when retention has taken what lies between. */
function advance(one: Followed, rows: readonly PassRow[]): StreamPass | null {
  const [first] = rows;
  const from = one.position;
  if (first === undefined || first.epoch !== one.epoch || Number(first.offset) !== from + 1) {
    one.epoch = first?.epoch ?? one.epoch;
    one.position = Number(first?.head ?? 0);
    one.ring = new Ring(one.position);
    return null;
  }
  const weighed: Weighed[] = rows.map((row) => ({ event: toEvent(row), weight: weightOf(row) }));
  one.position = from + rows.length;
  one.ring.push(weighed);
  return { stream: one.stream, epoch: one.epoch, from, to: one.position, events: weighed.map(({ event }) => event) };
}

function byStream(rows: readonly PassRow[]): PassRow[][] {
  const runs: PassRow[][] = [];
  let last = '';
  for (const row of rows) {
    if (row.stream_id !== last) runs.push([]);
    last = row.stream_id;
    runs.at(-1)?.push(row);
  }
  return runs;
}
