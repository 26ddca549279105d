import { Injectable } from '@nestjs/common';
import { DomainError, type Principal } from '#kernel';
import { FeedSieve } from '#log';
import { QueryBus, Rights } from '#realtime';
import type { ReportDocument } from '../document/document.js';
import { kinds } from '../kind/kinds.js';
import { say } from '../words/say.js';
import { FeedRange, type Range } from './feed-range.js';
import { letsAsk, type Sight } from './sight.js';

/** A document that is asked for. */
export interface Wanted {
  readonly reader: Principal;
  readonly sight: Sight;
  readonly kind: string;
  readonly params: unknown;
  readonly window: { readonly from: Date; readonly to: Date } | null;
  readonly language: ReportDocument['language'];
  readonly zone: string;
  readonly range: Range;
}

export interface Gathered {
  readonly document: ReportDocument;
  readonly grounds: Readonly<Record<string, readonly string[]>>;
}

/** Makes documents for readers: of the events that they may see, and of what the hub answers them. */
@Injectable()
export class GatherReport {
  constructor(
    private readonly feed: FeedSieve,
    private readonly rights: Rights,
    private readonly queries: QueryBus,
  ) {}

  /** @throws DomainError where its kind refuses, or the reader may see nothing of its subject */
  async gather(wanted: Wanted): Promise<Gathered> {
    const { reader, sight, window, language, zone, params } = wanted;
    const kind = kinds.get(wanted.kind);
    if (kind === undefined) throw new DomainError('report_kind_unknown', `There is no report of the kind ${wanted.kind} any more.`);
    const range = new FeedRange({ feed: this.feed, rights: this.rights }, reader, sight, wanted.range);
    const said = await kind.gather({
      reader, params, window, language, zone,
      events: (names, streams, since) => range.events(names, streams, since),
      ask: (query, asked) => this.ask(wanted, query, asked),
      say: (key, facts) => say(language, key, facts),
    });
    const document: ReportDocument = {
      kind: wanted.kind, ...said, language, zone, window: window === null ? null : { from: window.from.toISOString(), to: window.to.toISOString() }, range: range.describe(), corrections: [],
    };
    return { document, grounds: range.grounds() };
  }

  private async ask({ reader, sight }: Wanted, query: string, params: object): Promise<unknown> {
    if (!letsAsk(sight, query)) throw new DomainError('forbidden', 'This is not for anybody outside of the hub.');
    return this.queries.ask(reader, query, params);
  }
}

/** Whether a document says nothing: none of its tables has a row. */
export function isEmpty({ sections }: Pick<ReportDocument, 'sections'>): boolean {
  return sections.every(({ blocks }) => blocks.every((block) => block.block !== 'table' || block.rows.length === 0));
}
