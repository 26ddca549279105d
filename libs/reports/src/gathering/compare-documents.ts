import type { ReportDocument, Table, Value } from '../document/document.js';
import type { Gathering } from '../document/report-kind.js';

/** Changes that are told one by one. */
const MOST = 100;

type Say = Gathering['say'];
type Row = Table['rows'][number];

/** What has changed from one document to a later one of the same subject and window, line by line, in the language of the later one. */
export function compareDocuments(before: ReportDocument, now: ReportDocument, say: Say): string[] {
  const earlier = new Map(tablesOf(before).map((table) => [table.key, table]));
  const lines = tablesOf(now).flatMap((table) => {
    const old = earlier.get(table.key);
    return old === undefined ? [] : compareTables(old, table, say);
  });
  return lines.length <= MOST ? lines : [...lines.slice(0, MOST), say('correction.more', { count: lines.length - MOST })];
}

const tablesOf = ({ sections }: ReportDocument): Table[] => sections.flatMap(({ blocks }) => blocks.filter((block) => block.block === 'table'));

function compareTables(before: Table, now: Table, say: Say): string[] {
  const naming = namesOf(before, now);
  const [old, fresh] = [rowsBy(before, naming), rowsBy(now, naming)];
  const lines: string[] = [];
  for (const [key, row] of fresh) {
    const earlier = old.get(key);
    if (earlier === undefined) lines.push(say('correction.added', { row: label(row, now) }));
    else lines.push(...changesOf(earlier, row, { before, now }, say));
  }
  for (const [key, row] of old) if (!fresh.has(key)) lines.push(say('correction.removed', { row: label(row, before) }));
  return lines;
}

function changesOf(earlier: Row, row: Row, { before, now }: { before: Table; now: Table }, say: Say): string[] {
  return now.columns.flatMap(({ key, title }, at) => {
    const was = before.columns.findIndex((column) => column.key === key);
    const [old, fresh] = [earlier[was] ?? null, row[at] ?? null];
    return was < 0 || old === fresh ? [] : [say('correction.changed', { row: label(row, now), column: title, before: text(old), now: text(fresh) })];
  });
}

/** As many leading columns as it takes to tell all rows of both tables apart; all, where that is not enough. */
function namesOf(before: Table, now: Table): number {
  const most = Math.min(before.columns.length, now.columns.length);
  for (let columns = 1; columns < most; columns += 1) {
    if ([before, now].every(({ rows }) => new Set(rows.map((row) => keyOf(row, columns))).size === rows.length)) return columns;
  }
  return most;
}

/** Rows that are alike in all are counted, so that one more of them is one more row. */
function rowsBy({ rows }: Table, columns: number): ReadonlyMap<string, Row> {
  const found = new Map<string, Row>();
  const counts = new Map<string, number>();
  for (const row of rows) {
    const key = keyOf(row, columns);
    const count = (counts.get(key) ?? 0) + 1;
    counts.set(key, count);
    found.set(`${key} ${count}`, row);
  }
  return found;
}

const keyOf = (row: Row, columns: number): string => JSON.stringify(row.slice(0, columns));
const text = (value: Value): string => (value === null ? '–' : String(value));

/** What a row is called: its first texts. */
function label(row: Row, { columns }: Table): string {
  const texts = row.filter((value, at) => columns[at]?.kind !== 'id' && typeof value === 'string');
  return (texts.length > 0 ? texts : row).slice(0, 2).map(text).join(', ');
}
