import type { ReportFormat } from '#contracts';
import type { ReportDocument, Table, Value } from '../document/document.js';

/** What is sent to a renderer: the document without rows, then its rows by and by, then what to make of it. */
export type Parcel =
  | { readonly part: 'document'; readonly document: ReportDocument }
  | { readonly part: 'rows'; readonly section: number; readonly block: number; readonly rows: readonly (readonly Value[])[] }
  | { readonly part: 'make'; readonly format: ReportFormat; readonly table?: string };

/** What a renderer answers: the form and the bytes of memory that it holds now, or what went wrong. */
export type Answer = { readonly bytes: Uint8Array; readonly memory: number } | { readonly fault: string };

/** Rows of one parcel: writing as many takes about a millisecond, so that the main loop is never held up. */
const ROWS = 250;

/** A document in parcels. */
export function* parcelsOf(document: ReportDocument): Generator<Parcel> {
  const bare = (block: ReportDocument['sections'][number]['blocks'][number]): typeof block => (block.block === 'table' ? { ...block, rows: [] } : block);
  yield { part: 'document', document: { ...document, sections: document.sections.map((section) => ({ ...section, blocks: section.blocks.map(bare) })) } };
  for (const [section, { blocks }] of document.sections.entries()) {
    for (const [block, content] of blocks.entries()) {
      if (content.block !== 'table') continue;
      for (let first = 0; first < content.rows.length; first += ROWS) yield { part: 'rows', section, block, rows: content.rows.slice(first, first + ROWS) };
    }
  }
}

/** Puts rows where they belong in a document that came without. */
export function addRows(document: ReportDocument, { section, block, rows }: Extract<Parcel, { part: 'rows' }>): void {
  const table = document.sections[section]?.blocks[block];
  if (table?.block !== 'table') throw new Error(`section ${section} has no table as block ${block}`);
  // It was made by `parcelsOf` and is nobody else's.
  (table.rows as (readonly Value[])[]).push(...rows);
}

/** Every table, in the order of the document. */
export function tablesOf({ sections }: ReportDocument): Table[] {
  return sections.flatMap(({ blocks }) => blocks.filter((block) => block.block === 'table'));
}
