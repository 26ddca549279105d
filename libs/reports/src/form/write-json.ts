import { canonicalJson } from '#log/offline';
import type { ReportDocument, Section, Table } from '../document/document.js';

/**
 * The whole document as RFC 8785 writes it: members in one order, no spaces. Rows of tables are objects by column key.
 * When it was made is left out, so that the same events make the same bytes.
 */
export function writeJson(document: ReportDocument): Uint8Array {
  return Buffer.from(canonicalJson({ ...document, madeAt: undefined, sections: document.sections.map(sectionOf) }));
}

function sectionOf({ title, blocks }: Section): object {
  return { title, blocks: blocks.map((block) => (block.block === 'table' ? { ...block, rows: rowsOf(block) } : block)) };
}

function rowsOf({ columns, rows }: Table): object[] {
  return rows.map((row) => Object.fromEntries(columns.map(({ key }, index) => [key, row[index] ?? null])));
}
