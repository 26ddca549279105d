import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import type { ReportDocument, Value } from '../document/document.js';
import { writeCsv } from './write-csv.js';

function aDocument(rows: readonly (readonly Value[])[]): ReportDocument {
  const columns = ['a', 'b'].map((key) => ({ key, title: key, kind: 'text' as const }));
  const table = { block: 'table' as const, key: 'only', columns, rows };
  return { kind: 'x.y', title: '', subtitle: '', language: 'en', zone: 'UTC', window: null, range: { after: '0', upTo: '0', events: 0, digest: '' }, sections: [{ title: '', blocks: [table] }], corrections: [] };
}

const FORMULA = /^[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]/u;

it('is read back by another library as it was, whatever is in it, but for the apostrophe before a formula', () => {
  const cell = fc.oneof(fc.string({ unit: 'grapheme' }), fc.constantFrom('a\nb', 'a\rb', 'a\r\nb', '"', ',', '=1', "'", '\ufeff'), fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true }), fc.constant(null), fc.boolean());
  const shown = (it: Value): string => (it === null ? '' : typeof it === 'string' && FORMULA.test(it) ? `'${it}` : String(it));
  fc.assert(fc.property(fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 8 }), (rows) => {
    // The reader finds out by itself how lines end.
    expect(parse(Buffer.from(writeCsv(aDocument(rows))), { bom: true })).toEqual([['a', 'b'], ...rows.map((row) => row.map(shown))]);
  }), { numRuns: 300 });
});
