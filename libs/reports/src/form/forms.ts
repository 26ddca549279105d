import type { ReportFormat } from '#contracts';

/** How a form is handed out: media type, and the end of a file's name. */
export const forms: Readonly<Record<ReportFormat, { readonly type: string; readonly extension: string }>> = {
  pdf: { type: 'application/pdf', extension: 'pdf' },
  xlsx: { type: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', extension: 'xlsx' },
  csv: { type: 'text/csv; charset=utf-8; header=present', extension: 'csv' },
  json: { type: 'application/json', extension: 'json' },
};

/** Cells of all tables together that a form holds: more is refused before it is begun. A page of a PDF has about 250, takes a tenth of a second to make, and nobody reads a hundred. */
export const mostCells: Readonly<Record<ReportFormat, number>> = { pdf: 20_000, xlsx: 1_000_000, csv: 2_000_000, json: 2_000_000 };
