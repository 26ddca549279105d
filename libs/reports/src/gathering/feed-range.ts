import { createHash } from 'node:crypto';
import type { stream } from '#contracts';
import { DomainError, type Principal } from '#kernel';
import { canonicalJson, formatPosition, type FeedEvent, type FeedSieve } from '#log';
import { maySee, type Rights } from '#realtime';
import type { ReportDocument } from '../document/document.js';
import { letsThrough, type Sight } from './sight.js';

/** Events that one document is made of at the most. */
const MOST = 200_000;

/** The feed from the beginning of what is kept up to a number, in one of its histories. */
export interface Range {
  readonly epoch: string;
  readonly upTo: number;
}

/** What one reader may see of a range. It keeps account of what was taken, and of what it was taken on. */
export class FeedRange {
  /** Number and SHA-256 of each event that was taken: a kind may go through the range more than once. */
  private readonly taken = new Map<number, Buffer>();
  private readonly labels = new Map<string, ReadonlySet<string>>();

  constructor(private readonly parts: { readonly feed: FeedSieve; readonly rights: Rights }, private readonly reader: Principal, private readonly sight: Sight, private readonly range: Range) {}

  async *events(names: readonly string[], streams?: readonly string[], since?: Date): AsyncGenerator<stream.Envelope> {
    const earliest = since?.toISOString() ?? '';
    const types = names.filter((name) => letsThrough(this.sight, name));
    if (types.length === 0) return;
    for await (const event of this.parts.feed.sift(0, this.range.upTo, types, streams)) {
      if (event.envelope.time < earliest || !maySee(await this.labelsOf(event.stream), event)) continue;
      this.note(event);
      yield event.envelope;
    }
  }

  /** The events that were taken, as the document states them. */
  describe(): ReportDocument['range'] {
    const hash = createHash('sha256');
    const digests = [...this.taken].sort(([a], [b]) => a - b);
    for (const [, digest] of digests) hash.update(digest);
    const { epoch, upTo } = this.range;
    return { after: formatPosition(epoch, 0), upTo: formatPosition(epoch, upTo), events: digests.length, digest: hash.digest('hex') };
  }

  /** The streams that something was shown of, with the audiences that the reader belonged to. */
  grounds(): Readonly<Record<string, readonly string[]>> {
    return Object.fromEntries([...this.labels].filter(([, labels]) => labels.size > 0).map(([name, labels]) => [name, [...labels].sort()]));
  }

  private note({ seq, envelope }: FeedEvent): void {
    if (this.taken.has(seq)) return;
    if (this.taken.size >= MOST) throw new DomainError('report_too_large', `The report would be made of more than ${MOST} events: choose a narrower subject.`, { most: MOST });
    this.taken.set(seq, createHash('sha256').update(canonicalJson(envelope)).digest());
  }

  private async labelsOf(name: string): Promise<ReadonlySet<string>> {
    const known = this.labels.get(name);
    if (known !== undefined) return known;
    const labels = (await this.parts.rights.labels(this.reader, name)) ?? new Set<string>();
    this.labels.set(name, labels);
    return labels;
  }
}
