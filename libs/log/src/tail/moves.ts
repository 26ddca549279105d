import type { Wakes } from './wakes.js';

/** Runs of events that are looked at; when there are more, all followed streams are asked instead. */
const MOST = 1_000;

/** What has no number yet, and what got one since: a committed event is in one of the two, whatever the number of streams. */
const MOVED = `SELECT h.epoch, h.seq, m.stream_id, m."to"
  FROM log_feed_head h LEFT JOIN LATERAL (
    (SELECT stream_id, "to" FROM log_unnumbered WHERE id > h.settled ORDER BY id LIMIT ${MOST})
    UNION ALL (SELECT stream_id, "to" FROM log_feed WHERE seq > $1::bigint ORDER BY seq LIMIT ${MOST})
  ) m ON true`;

interface MovedRow {
  readonly epoch: string;
  readonly seq: string;
  readonly stream_id: string | null;
  readonly to: string | null;
}

/** What a look found. */
export interface Moved {
  /** How far each stream that moved has come, by its id; null when it is not known: then all are asked. */
  readonly heads: ReadonlyMap<string, number> | null;
  /** To be called when everything that was found has been read. */
  done(): void;
}

/**
 * Which streams have moved since the last look. It costs by what has happened, not by how many streams are followed: most
 * wake-ups are for streams that nobody in this process reads.
 */
export class Moves {
  private seen: { readonly epoch: string; readonly seq: string } | null = null;

  /** Null while the line is down. */
  async look(wakes: Wakes): Promise<Moved | null> {
    const rows = await wakes.query<MovedRow>({ name: 'hub_moved', text: MOVED, values: [this.seen?.seq ?? '0'] });
    const [first] = rows ?? [];
    if (rows === null || first === undefined) return null;
    // The first look, another history after a restore, or more than a look holds: nothing can be left out.
    const known = this.seen?.epoch === first.epoch && rows.length < MOST;
    const heads = new Map<string, number>();
    for (const { stream_id: id, to } of rows) if (id !== null) heads.set(id, Math.max(heads.get(id) ?? 0, Number(to)));
    return { heads: known ? heads : null, done: () => void (this.seen = { epoch: first.epoch, seq: first.seq }) };
  }

  /** Not everything was read: the next look asks all streams. */
  forget(): void {
    this.seen = null;
  }
}
