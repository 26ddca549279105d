import type { ReportFormat } from '#contracts';
import type { ReportDocument } from '../document/document.js';
import { addRows, type Answer, type Parcel } from './parcels.js';

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

/** Each form loads what it needs when it is first asked for: Typst and its fonts take a second and a hundred megabytes. */
const write: Readonly<Record<ReportFormat, (document: ReportDocument, table?: string) => Promise<Uint8Array>>> = {
  pdf: async (it) => (await import('../typst/write-pdf.js')).writePdf(it),
  xlsx: async (it) => (await import('./write-xlsx.js')).writeXlsx(it),
  csv: async (it, table) => (await import('./write-csv.js')).writeCsv(it, table),
  json: async (it) => (await import('./write-json.js')).writeJson(it),
};

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
