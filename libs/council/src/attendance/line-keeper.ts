import { Injectable, Logger, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { council } from '#contracts';
import { newId, systemActor } from '#kernel';
import { UnitOfWork, type Work } from '#log';
import { Signals } from '#realtime';
import { streamOf } from '../meeting/meeting.entity.js';
import { settleLines } from './settle-lines.js';

/** Lines that come and go within this time (ms) are written together. */
const BATCH = 250;
/** Before what could not be written is tried again (ms). */
const RETRY = 2_000;
/** Between two heartbeats (ms). */
const HEARTBEAT = 5_000;
const WRITER = systemActor('lines');

/** Keeps the rows that say which people's lines to which meeting this process holds. */
@Injectable()
export class LineKeeper implements OnApplicationBootstrap, BeforeApplicationShutdown {
  /** This process; another one after every start. */
  private readonly nodeId = newId();
  private readonly logger = new Logger('LineKeeper');
  /** Whose lines are up here, by meeting. */
  private readonly up = new Map<string, Set<string>>();
  /** Whose rows are behind, by meeting. */
  private readonly behind = new Map<string, Set<string>>();
  private timer: NodeJS.Timeout | undefined;
  private heart: NodeJS.Timeout | undefined;
  private writing: Promise<void> = Promise.resolve();
  /** Whether this process had a row once. */
  private begun = false;
  private ended = false;

  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly signals: Signals,
  ) {}

  changed(meetingId: string, change: { up: readonly string[]; down: readonly string[] }): void {
    const people = this.up.get(meetingId) ?? new Set();
    change.up.forEach((person) => people.add(person));
    change.down.forEach((person) => people.delete(person));
    if (people.size > 0) this.up.set(meetingId, people);
    else this.up.delete(meetingId);
    this.mark(meetingId, [...change.up, ...change.down]);
  }

  onApplicationBootstrap(): void {
    this.heart = setInterval(() => this.next(() => this.beat()), HEARTBEAT).unref();
  }

  /** Whoever counts this process among the dead later knows since when its lines are gone: since the last heartbeat. */
  async beforeApplicationShutdown(): Promise<void> {
    this.ended = true;
    clearInterval(this.heart);
    clearTimeout(this.timer);
    this.next(() => this.beat());
    await this.writing;
  }

  /** Says that this process lives. Where others have given it up for dead meanwhile, it writes all of its lines again. */
  private async beat(): Promise<void> {
    if (this.up.size === 0) return;
    this.alive(await this.unitOfWork.run(WRITER, [], (work) => this.seen(work)));
  }

  /** A row that had to be made anew has lost its lines. */
  private alive(known: boolean): void {
    if (this.begun && !known) for (const [meetingId, people] of this.up) this.mark(meetingId, [...people]);
    this.begun = true;
  }

  /** Writes one thing after the other. What fails is tried again by the next heartbeat or batch. */
  private next(write: () => Promise<void>): void {
    this.writing = this.writing.then(write).catch((error: unknown) => this.logger.warn({ err: error }, 'the lines of this process were not written'));
  }

  private mark(meetingId: string, people: readonly string[], wait = BATCH): void {
    const set = this.behind.get(meetingId) ?? new Set();
    people.forEach((person) => set.add(person));
    this.behind.set(meetingId, set);
    // The lines that close with the process are told by its last heartbeat.
    if (this.ended) return;
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      this.next(() => this.flush());
    }, wait).unref();
  }

  private async flush(): Promise<void> {
    const batch = [...this.behind];
    this.behind.clear();
    for (const [meetingId, people] of batch) {
      try {
        await this.write(meetingId, [...people]);
      } catch (error) {
        // The database is away, say: the rows stay behind and are written later.
        this.logger.warn({ err: error, meetingId }, 'lines were not written; they are tried again');
        this.mark(meetingId, [...people], RETRY);
      }
    }
  }

  private async write(meetingId: string, people: readonly string[]): Promise<void> {
    const here = this.up.get(meetingId);
    const [up, down] = [people.filter((person) => here?.has(person)), people.filter((person) => !here?.has(person))];
    const { known, ...count } = await this.unitOfWork.run(WRITER, [meetingId], async (work) => {
      const known = await this.seen(work);
      if (up.length > 0) await work.db.query('INSERT INTO council_line (meeting_id, node_id, person_id) SELECT $1, $2, unnest($3::uuid[]) ON CONFLICT DO NOTHING', [meetingId, this.nodeId, up]);
      if (down.length > 0) await work.db.query('DELETE FROM council_line WHERE meeting_id = $1 AND node_id = $2 AND person_id = ANY ($3)', [meetingId, this.nodeId, down]);
      await settleLines(work, meetingId, work.now);
      return { known, ...(await countReaders(work, meetingId)) };
    });
    this.alive(known);
    this.signals.send(streamOf(meetingId), council.audienceCounted, { meetingId, ...count });
  }

  /** The heartbeat; false when the row had to be made. */
  private async seen({ db, now }: Work): Promise<boolean> {
    const [row] = await db.query<{ known: boolean }[]>(
      'INSERT INTO council_node (id, seen_at) VALUES ($1, $2) ON CONFLICT (id) DO UPDATE SET seen_at = excluded.seen_at RETURNING xmax <> 0 AS known', [this.nodeId, now],
    );
    return row?.known ?? false;
  }
}

/** How many people read the meeting, over all processes; only numbers leave, so that a join costs every reader the same few bytes. */
async function countReaders({ db }: Work, meetingId: string): Promise<{ members: number; observers: number }> {
  const [row] = await db.query<{ people: number; members: number }[]>(
    `SELECT count(*)::int AS people, count(*) FILTER (WHERE l.person_id = m.chair_id OR l.person_id = ANY (m.secretary_ids || m.interpreter_ids) OR s.people)::int AS members
     FROM (SELECT DISTINCT person_id FROM council_line WHERE meeting_id = $1) l JOIN council_meeting m ON m.id = $1
     LEFT JOIN LATERAL (SELECT true AS people FROM council_seat WHERE body_id = m.body_id AND state = 'active' AND (delegate_id = l.person_id OR l.person_id = ANY (alternate_ids)) LIMIT 1) s ON true`,
    [meetingId],
  );
  return { members: row?.members ?? 0, observers: (row?.people ?? 0) - (row?.members ?? 0) };
}
