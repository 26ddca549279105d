import { z } from 'zod';
import { canonicalJson } from '../stream/canonical-json.js';
import { bodyHash, chainHash, commitment, genesisHash } from '../stream/hash-chain.js';
import type { ExportedEvent, ExportHeader } from './export-stream.js';

/** What is wrong with the first bad event. */
export type Fault = 'unreadable' | 'changed' | 'missing' | 'inserted' | 'reordered' | 'truncated';

export type Verdict =
  | { readonly ok: true; readonly stream: string; readonly events: number; readonly head: { readonly offset: number; readonly hash: string } }
  | { readonly ok: false; readonly stream: string | null; readonly offset: number | null; readonly line: number; readonly fault: Fault; readonly message: string };

const hash = z.string().regex(/^[0-9a-f]{64}$/);
const place = z.strictObject({ offset: z.int().min(0), hash });
const header = z.strictObject({
  format: z.literal('corridor-hub stream'), version: z.literal(1), stream: z.string(), epoch: z.string(), origin: z.string(), genesis: hash, after: place, head: place,
});
const event = z.strictObject({
  offset: z.int().min(1), id: z.uuid(), type: z.string(), time: z.string(), actor: z.string(), audience: z.array(z.string()), data: z.record(z.string(), z.unknown()),
  personal: z.strictObject({ commitment: hash, salt: z.string().regex(/^([0-9a-f]{2})+$/).optional(), data: z.unknown().optional() }).nullable(), hash,
});

/**
 * Checks an export from nothing but its lines: computes every hash again and names the first event that is changed,
 * missing, inserted or out of order, or where the export was cut off. A chain that was forged as a whole agrees with
 * itself: compare `head` with one that was noted elsewhere, or pass it as `known`.
 */
export async function verifyExport(lines: AsyncIterable<string> | Iterable<string>, known?: { offset: number; hash: string }): Promise<Verdict> {
  const verifier = new Verifier(known);
  for await (const line of lines) {
    if (line.trim() === '') continue;
    const verdict = verifier.take(line);
    if (verdict !== null) return verdict;
  }
  return verifier.end();
}

/** A line that does not fit, set aside: what comes after it tells what happened. */
interface Suspect {
  readonly event: ExportedEvent;
  readonly line: number;
}

class Verifier {
  private header: ExportHeader | null = null;
  private previous: Buffer = Buffer.alloc(0);
  private offset = 0;
  private line = 0;
  private suspect: Suspect | null = null;
  /** The place that was noted elsewhere has come. */
  private isMet = false;

  constructor(private readonly known: { offset: number; hash: string } | undefined) {}

  /** @returns the verdict as soon as it is certain */
  take(text: string): Verdict | null {
    this.line += 1;
    if (this.header === null) return this.begin(text);
    const read = parse(event, text);
    if (this.suspect !== null) return read === null ? this.judge(this.suspect) : this.judgeBy(this.suspect, read);
    if (read === null) return this.bad('unreadable', this.offset + 1, 'is not a line of an export');
    if (read.offset <= this.offset) return this.bad('inserted', read.offset, 'stands there a second time');
    if (read.offset !== this.offset + 1 || !this.fits(read, read.offset)) {
      this.suspect = { event: read, line: this.line };
      return null;
    }
    return this.accept(read);
  }

  end(): Verdict {
    if (this.header === null) return this.bad('unreadable', null, 'The file holds no export.');
    if (this.suspect !== null) return this.judge(this.suspect);
    const { stream, head } = this.header;
    if (this.offset < head.offset) return this.bad('truncated', this.offset + 1, `and all after it up to ${head.offset} are missing: the export was cut off`);
    if (this.offset > head.offset) return this.bad('inserted', head.offset + 1, 'stands after the head');
    if (this.previous.toString('hex') !== head.hash) return this.bad('changed', head.offset, 'does not have the hash that the header names');
    if (this.known !== undefined && !this.isMet) return this.bad('missing', this.known.offset, `was noted elsewhere and is not in this export, which goes from ${this.header.after.offset} to ${head.offset}`);
    return { ok: true, stream, events: head.offset - this.header.after.offset, head };
  }

  private begin(text: string): Verdict | null {
    const read = parse(header, text);
    if (read === null) return this.bad('unreadable', null, 'The first line is not the header of an export.');
    this.header = read;
    this.offset = read.after.offset;
    this.previous = Buffer.from(read.after.hash, 'hex');
    const genesis = genesisHash(read.stream, read.origin).toString('hex');
    if (genesis !== read.genesis || (read.after.offset === 0 && read.after.hash !== genesis)) return this.bad('changed', 0, 'The header was changed: its chain does not begin where that of this stream does.');
    return this.agreesAt(read.after.offset, read.after.hash);
  }

  private accept(read: ExportedEvent): Verdict | null {
    this.offset = read.offset;
    this.previous = Buffer.from(read.hash, 'hex');
    return this.agreesAt(read.offset, read.hash);
  }

  private agreesAt(offset: number, hash: string): Verdict | null {
    if (this.known?.offset !== offset) return null;
    this.isMet = true;
    return this.known.hash === hash ? null : this.bad('changed', offset, 'or one before it was changed: the hash noted elsewhere is another');
  }

  /** Whether the event is the next one of the chain. */
  private fits(read: ExportedEvent, at: number): boolean {
    const { salt, data, commitment: stated } = read.personal ?? {};
    if (salt !== undefined && data !== undefined && commitment(Buffer.from(salt, 'hex'), canonicalJson(data)).toString('hex') !== stated) return false;
    const body = bodyHash({ ...read, stream: this.header?.stream ?? '', personal: stated ?? null });
    return chainHash(this.previous, at, body).toString('hex') === read.hash;
  }

  /** What happened, as a later line shows: if the true event comes later, the bad one was put before it. Null when it shows nothing. */
  private judgeBy(suspect: Suspect, later: ExportedEvent): Verdict | null {
    const expected = this.offset + 1;
    const { offset } = suspect.event;
    // Only the very next line can tell an event put in from one that was changed.
    if (!this.fits(later, expected)) return offset === expected ? this.judge(suspect) : null;
    this.line = suspect.line;
    return offset === expected ? this.bad('inserted', expected, 'was put in: the true event follows it') : this.bad('reordered', offset, `stands before event ${expected}`);
  }

  private judge({ event: { offset }, line }: Suspect): Verdict {
    const expected = this.offset + 1;
    this.line = line;
    if (offset > expected) return this.bad('missing', expected, `is missing: ${offset} follows ${this.offset}`);
    return this.bad('changed', expected, 'was changed: it does not have the hash that the chain gives it');
  }

  private bad(fault: Fault, offset: number | null, what: string): Verdict {
    return { ok: false, stream: this.header?.stream ?? null, offset, line: this.line, fault, message: offset === null || offset === 0 ? what : `Event ${offset} ${what}.` };
  }
}

function parse<T extends z.ZodType>(schema: T, text: string): z.output<T> | null {
  try {
    return schema.parse(JSON.parse(text));
  } catch {
    return null;
  }
}
