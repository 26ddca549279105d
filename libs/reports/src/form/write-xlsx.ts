import { strToU8, Zip, ZipDeflate } from 'fflate';
import type { ReportDocument } from '../document/document.js';
import { sheetParts, sheetsOf, type Sheet } from './sheets.js';

/** Bytes of XML that are compressed at once: a sheet is never held as a whole. */
const CHUNK = 64 * 1024;
/** No time of writing is kept: the same document makes the same bytes. */
const NO_TIME = new Date(1980, 0, 1);
/** Twice as quick as the usual 6, for files a tenth larger. */
const LEVEL = 3;

const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';
const SHEETML = 'application/vnd.openxmlformats-officedocument.spreadsheetml';

/**
 * A workbook with a sheet for each table and one about the report. Numbers, instants (UTC) and dates keep their types; text stays
 * text, however it begins. Written by hand, piece by piece into the archive: libraries hold a sheet of 50,000 rows as one text.
 */
export function writeXlsx(document: ReportDocument): Uint8Array {
  const sheets = sheetsOf(document);
  const pieces: Uint8Array[] = [];
  const archive = new Zip((fault, piece) => {
    if (fault !== null) throw fault;
    pieces.push(piece);
  });
  const add = (path: string, parts: Iterable<string>): void => {
    const file = new ZipDeflate(path, { level: LEVEL });
    file.mtime = NO_TIME;
    archive.add(file);
    let text = '';
    for (const part of parts) {
      text += part;
      if (text.length < CHUNK) continue;
      file.push(strToU8(text));
      text = '';
    }
    file.push(strToU8(text), true);
  };
  add('[Content_Types].xml', [contentTypes(sheets)]);
  add('_rels/.rels', [relations([['officeDocument', 'xl/workbook.xml']])]);
  add('xl/workbook.xml', [workbook(sheets)]);
  add('xl/_rels/workbook.xml.rels', [relations([...sheets.map((_, index): [string, string] => ['worksheet', `worksheets/sheet${index + 1}.xml`]), ['styles', 'styles.xml']])]);
  add('xl/styles.xml', [STYLES]);
  for (const [index, sheet] of sheets.entries()) add(`xl/worksheets/sheet${index + 1}.xml`, sheetParts(sheet, `${XML}<worksheet xmlns="${MAIN}">`));
  archive.end();
  return Buffer.concat(pieces);
}

function contentTypes(sheets: readonly Sheet[]): string {
  const parts = [['workbook', 'sheet.main'], ['styles', 'styles'], ...sheets.map((_, index) => [`worksheets/sheet${index + 1}`, 'worksheet'])];
  const overrides = parts.map(([name, type]) => `<Override PartName="/xl/${name}.xml" ContentType="${SHEETML}.${type}+xml"/>`).join('');
  return `${XML}<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>${overrides}</Types>`;
}

function relations(targets: readonly (readonly [type: string, target: string])[]): string {
  const rows = targets.map(([type, target], index) => `<Relationship Id="rId${index + 1}" Type="${OFFICE}/${type}" Target="${target}"/>`).join('');
  return `${XML}<Relationships xmlns="${PACKAGE}/relationships">${rows}</Relationships>`;
}

function workbook(sheets: readonly Sheet[]): string {
  const rows = sheets.map(({ name }, index) => `<sheet name="${name}" sheetId="${index + 1}" r:id="rId${index + 1}"/>`).join('');
  return `${XML}<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><sheets>${rows}</sheets></workbook>`;
}

/** Plain, heading, instant, date, share: their places are `STYLE` in sheets.ts. */
const STYLES = `${XML}<styleSheet xmlns="${MAIN}"><numFmts count="3"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd\\ hh:mm:ss"/><numFmt numFmtId="165" formatCode="yyyy\\-mm\\-dd"/><numFmt numFmtId="166" formatCode="0.0%"/></numFmts>\
<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts>\
<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>\
<cellXfs count="5"><xf/><xf fontId="1" applyFont="1"/><xf numFmtId="164" applyNumberFormat="1"/><xf numFmtId="165" applyNumberFormat="1"/><xf numFmtId="166" applyNumberFormat="1"/></cellXfs></styleSheet>`;
