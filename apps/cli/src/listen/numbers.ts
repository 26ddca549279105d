import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';

/** Events that were taken last and may come a second time, when the tunnel ended before the hub heard of it. */
const RECENT = 50;

const kept = z.object({ sequence: z.int().nonnegative(), digest: z.string().regex(/^[0-9a-f]{64}$/), recent: z.array(z.string()) });

/** How far a tunnel has come: the number and the digest of the last delivery that was taken, kept over its end. */
export class Numbers {
  private last: { readonly sequence: number; readonly digest: Buffer };
  private recent: readonly string[];

  /** @param genesis the digest before the first delivery */
  constructor(private readonly file: string, private readonly genesis: Buffer) {
    const { sequence, digest, recent } = existsSync(file) ? kept.parse(JSON.parse(readFileSync(file, 'utf8'))) : { sequence: 0, digest: genesis.toString('hex'), recent: [] };
    this.last = { sequence, digest: Buffer.from(digest, 'hex') };
    this.recent = recent;
  }

  get sequence(): number {
    return this.last.sequence;
  }

  get digest(): Buffer {
    return this.last.digest;
  }

  /** Whether the event was taken a moment ago. */
  has(eventId: string): boolean {
    return this.recent.includes(eventId);
  }

  taken(sequence: number, digest: Buffer, eventId: string): void {
    this.keep({ sequence, digest }, [...this.recent, eventId].slice(-RECENT));
  }

  /** The receiver has forgotten what it took: the numbers begin anew. */
  beginAnew(): void {
    this.keep({ sequence: 0, digest: this.genesis }, this.recent);
  }

  private keep(last: { sequence: number; digest: Buffer }, recent: readonly string[]): void {
    [this.last, this.recent] = [last, recent];
    mkdirSync(dirname(this.file), { recursive: true });
    writeFileSync(`${this.file}.new`, JSON.stringify({ sequence: last.sequence, digest: last.digest.toString('hex'), recent }), { mode: 0o600 });
    renameSync(`${this.file}.new`, this.file);
  }
}
