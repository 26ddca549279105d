import { stringify } from 'csv-stringify/sync';
import type { ReportDocument, Value } from '../document/document.js';
import { tablesOf } from './parcels.js';

/**
 * One table by RFC 4180: its keys, then its rows in the order of the document; the first table unless another is named.
 * UTF-8 with a byte order mark, without which Excel takes Chinese, Russian, Urdu and Arabic for Latin. Instants are ISO 8601
 * in UTC, shares are fractions, what is not known is empty. Text that a spreadsheet would take for a formula begins with an apostrophe.
 * It says nothing of when it was made: from the same document it is the same, byte for byte.
 */
export function writeCsv(document: ReportDocument, key?: string): Uint8Array {
  const tables = tablesOf(document);
  const table = key === undefined ? tables[0] : tables.find((one) => one.key === key);
  if (table === undefined) throw new Error(`the report ${document.kind} has no table ${key ?? ''}`);
  const lines: Value[][] = [table.columns.map((column) => column.key), ...table.rows.map((row) => [...row])];
  return Buffer.from(stringify(lines, { record_delimiter: 'windows', quote_record_delimiter: true, escape_formulas: true, bom: true, cast: { boolean: String } }));
}
