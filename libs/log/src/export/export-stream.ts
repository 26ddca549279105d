import { Injectable } from '@nestjs/common';
import { Database } from '#db';
import { DomainError, systemActor } from '#kernel';
import { genesisHash } from '../stream/hash-chain.js';
import { formatPosition, type Position } from '../stream/position.js';

const actor = systemActor('export');
const PAGE = 1_000;

/** The first line of an export: which stream this is, and where its chain begins and ends. Hashes are hexadecimal. */
export interface ExportHeader {
  readonly format: 'corridor-hub stream';
  readonly version: 1;
  readonly stream: string;
  readonly epoch: string;
  /** The epoch that the stream was born with, and the hash before its first event, which follows from it. */
  readonly origin: string;
  readonly genesis: string;
  /** The events begin after this offset (retention has taken those before, or they were not asked for), whose hash was this. */
  readonly after: { readonly offset: number; readonly hash: string };
  readonly head: { readonly offset: number; readonly hash: string };
}

/** One event of an export, with all that its hash covers. */
export interface ExportedEvent {
  readonly offset: number;
  readonly id: string;
  readonly type: string;
  readonly time: string;
  readonly actor: string;
  readonly audience: readonly string[];
  readonly data: unknown;
  /** Words of people: their commitment in the chain, and the words with their salt unless they were erased or left out. */
  readonly personal: null | { readonly commitment: string; readonly salt?: string; readonly data?: unknown };
  readonly hash: string;
}

interface HeadRow { name: string; epoch: string; origin: string; head: string; head_hash: Buffer; tail: string; tail_hash: Buffer }
interface Row { offset: string; id: string; type: string; time: Date; actor: string; audience: string[]; data: string; personal: Buffer | null; hash: Buffer; salt: Buffer | null; words: string | null }

const READ = `SELECT e."offset", e.id, e.type, e.time, e.actor, e.audience, e.data::text AS data, e.personal, e.hash, p.salt, p.data::text AS words
  FROM log_stream s JOIN log_event e ON e.stream_id = s.id AND e.months = s.months
  LEFT JOIN log_personal p ON p.stream_id = e.stream_id AND p."offset" = e."offset"
  WHERE s.name = $1 AND e."offset" > $2::bigint AND e."offset" <= $3::bigint ORDER BY e."offset" LIMIT ${PAGE}`;

/** Writes a stream down so that anybody can check it without the hub (`verifyExport`). */
@Injectable()
export class StreamExport {
  constructor(private readonly database: Database) {}

  /**
   * The lines of the export (NDJSON, without line ends): the header, then the events up to the head of that moment.
   * @param options words: whether words of people are written down, or only their commitments; from: begins after this position
   * @throws DomainError position_invalid when `from` is no place of what is kept
   */
  async *lines(stream: string, options: { words: boolean; from?: Position }): AsyncGenerator<string> {
    const whole = await this.header(stream);
    if (whole === null) throw new Error(`there is no stream ${stream}`);
    const header = options.from === undefined ? whole : await this.beginAfter(whole, options.from);
    yield JSON.stringify(header);
    let after = header.after.offset;
    while (after < header.head.offset) {
      const rows = await this.database.transaction(actor, [], (db) => db.query<Row[]>(READ, [stream, after, header.head.offset]), 'snapshot');
      if (rows.length === 0) return;
      for (const row of rows) yield JSON.stringify(toLine(row, options.words));
      after = Number(rows.at(-1)?.offset);
    }
  }

  /** The chain begins anew after an event whose hash is known: whoever noted that hash can tell that nothing lies between. */
  private async beginAfter(header: ExportHeader, { epoch, offset }: Position): Promise<ExportHeader> {
    const { stream, after, head } = header;
    if (epoch !== header.epoch) throw new DomainError('position_invalid', `The position is of another history of ${stream}: it is ${header.epoch} now.`);
    if (offset < after.offset || offset > head.offset) throw new DomainError('position_invalid', `The hub keeps ${stream} from ${formatPosition(epoch, after.offset)} to ${formatPosition(epoch, head.offset)}.`);
    if (offset === after.offset) return header;
    const rows = await this.database.transaction(actor, [], (db) => db.query<Row[]>(READ, [stream, offset - 1, offset]), 'snapshot');
    const [last] = rows;
    if (last === undefined) throw new Error(`the event ${offset} of ${stream} is missing`);
    return { ...header, after: { offset, hash: last.hash.toString('hex') } };
  }

  private async header(stream: string): Promise<ExportHeader | null> {
    const [row] = await this.database.transaction(actor, [], (db) => db.query<HeadRow[]>('SELECT * FROM log_stream WHERE name = $1', [stream]), 'snapshot');
    if (row === undefined) return null;
    const { epoch, origin } = row;
    return {
      format: 'corridor-hub stream', version: 1, stream, epoch, origin, genesis: genesisHash(stream, origin).toString('hex'),
      after: { offset: Number(row.tail), hash: row.tail_hash.toString('hex') },
      head: { offset: Number(row.head), hash: row.head_hash.toString('hex') },
    };
  }
}

function toLine(row: Row, words: boolean): ExportedEvent {
  const { id, type, actor: by, audience } = row;
  const spoken = words && row.salt !== null && row.words !== null ? { salt: row.salt.toString('hex'), data: JSON.parse(row.words) as unknown } : {};
  return {
    offset: Number(row.offset), id, type, time: row.time.toISOString(), actor: by, audience, data: JSON.parse(row.data) as unknown,
    personal: row.personal === null ? null : { commitment: row.personal.toString('hex'), ...spoken },
    hash: row.hash.toString('hex'),
  };
}
