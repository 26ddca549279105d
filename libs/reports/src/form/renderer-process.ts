import type { ReportDocument } from '../document/document.js';
import { writePdf } from '../typst/write-pdf.js';
import { addRows, type Answer, type Parcel } from './parcels.js';
import { writeCsv } from './write-csv.js';
import { writeJson } from './write-json.js';
import { writeXlsx } from './write-xlsx.js';

// A renderer is this program in a process of its own. It makes one form after the other, and ends with the hub.
let document: ReportDocument | null = null;

process.on('message', (parcel: Parcel) => {
  switch (parcel.part) {
    case 'document': document = parcel.document; break;
    case 'rows': if (document !== null) addRows(document, parcel); break;
    case 'make': void make(parcel).then((answer) => process.send?.(answer));
  }
});
process.on('disconnect', () => process.exit());

async function make({ format, table }: Extract<Parcel, { part: 'make' }>): Promise<Answer> {
  try {
    if (document === null) throw new Error('no document was sent');
    const bytes = await write[format](document, table);
    return { bytes, memory: process.memoryUsage.rss() };
  } catch (fault) {
    return { fault: fault instanceof Error ? (fault.stack ?? fault.message) : String(fault) };
  } finally {
    document = null;
  }
}

const write = {
  pdf: writePdf, xlsx: writeXlsx, csv: writeCsv, json: writeJson,
} as const satisfies Record<string, (document: ReportDocument, table?: string) => Uint8Array | Promise<Uint8Array>>;
