import type { Report, stream } from '#contracts';
import type { Principal } from '#kernel';
import type { z } from 'zod';
import type { ReportDocument } from './document.js';

/** One request for a document: for whom, about what, over which events. */
export interface Gathering<P = unknown> {
  /** Whose rights decide what is in it. */
  readonly reader: Principal;
  readonly params: P;
  readonly window: { readonly from: Date; readonly to: Date } | null;
  readonly language: ReportDocument['language'];
  readonly zone: string;
  /** The events of the range that the reader may see, in the order of the feed; with `since`, those of that instant and later. */
  events(names: readonly string[], streams?: readonly string[], since?: Date): AsyncIterable<stream.Envelope>;
  /** Asks a query of the hub as the reader: names and whatever else no event says. */
  ask(query: string, params: object): Promise<unknown>;
  /** Words in the language of the report, by key. */
  say(key: string, facts?: Readonly<Record<string, unknown>>): string;
}

/** Makes documents of one kind. */
export interface ReportKind<R extends Report = Report> {
  readonly contract: R;
  /** What it says; `range` and `corrections` are filled in by who asked. */
  gather(gathering: Gathering<z.output<R['params']>>): Promise<Pick<ReportDocument, 'title' | 'subtitle' | 'sections'>>;
}
