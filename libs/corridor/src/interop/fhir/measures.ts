import { corridor, type Output } from '#contracts';
import { concept, meta, own, quantity, refer, type Resource } from './resource.js';

type Board = Output<typeof corridor.readBoard>;
type Cell = corridor.ReportCell;

const ABSENT = 'http://hl7.org/fhir/StructureDefinition/data-absent-reason';

/** The general report of a day: a group a line, a population a column. A number that is not shown, or not known, says so: it is not nought. */
export function reportMeasure(report: corridor.ReportView): Resource {
  const { id, institutionId, day, form, readAs, version, submittedAt, cells, needs } = report;
  const lines = [...new Set(cells.map(({ item }) => item))].map((item) => group(readAs, item, cells.filter((cell) => cell.item === item).map(population)));
  const marks = needs.map((item) => group(readAs, item, [{ code: concept('report-column', 'mark'), count: 1 }]));
  return {
    resourceType: 'MeasureReport', id, ...meta(submittedAt, version), status: 'complete', type: 'summary', measure: own(`measure:${form}`), date: submittedAt, reporter: refer('Organization', institutionId),
    period: { start: day, end: day }, ...(lines.length + marks.length === 0 ? {} : { group: [...lines, ...marks] }),
  };
}

function group(form: corridor.ReportForm, item: number, populations: readonly object[]): object {
  return { code: concept(`report:${form}`, corridor.linesOf[form][item]?.code ?? String(item)), population: populations };
}

function population({ column, count, hidden }: Cell): object {
  const told = count === null ? { _count: { extension: [{ url: ABSENT, valueCode: hidden ? 'masked' : 'unknown' }] } } : { count };
  return { code: concept('report-column', column), ...told };
}

/** The board of a centre or unit: a group a field, each with the time as of which it was so. Null while there is nothing on it. */
export function boardMeasure({ holderId, institutionId, readings }: Board): Resource | null {
  const known = readings.filter(({ value }) => value !== null);
  const times = known.map(({ asOf }) => asOf).sort();
  const [oldest, newest] = [times[0], times.at(-1)];
  if (oldest === undefined || newest === undefined) return null;
  return {
    resourceType: 'MeasureReport', id: boardId(holderId), ...meta(newest), status: 'complete', type: 'summary', measure: own('measure:board'), subject: refer('Location', holderId), date: newest,
    reporter: refer('Organization', institutionId), period: { start: oldest, end: newest }, group: known.map(field),
  };
}

/** Numbers are scores. R4 has no score that is a word, so a word is an extension. */
function field({ field: code, value, unit, asOf }: Board['readings'][number]): object {
  const time = { url: own('as-of'), valueDateTime: asOf };
  if (typeof value === 'number') return { extension: [time], code: concept('board', code), measureScore: quantity(value, unit ?? '1') };
  return { extension: [time, { url: own('value'), valueCode: String(value) }], code: concept('board', code) };
}

const boardId = (holderId: string): string => `${holderId}.board`;
/** The holder whose board an id names; null of ids of other things. */
export const boardOf = (id: string): string | null => (id.endsWith('.board') ? id.slice(0, -'.board'.length) : null);
