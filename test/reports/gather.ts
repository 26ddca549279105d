import { catalogue, type Query, type stream } from '#contracts';
import { DomainError } from '#kernel';
import { kinds, say, type ReportDocument } from '#reports';
import type { Visitor } from '../support/hub.js';

type Said = Pick<ReportDocument, 'title' | 'subtitle' | 'sections'>;
type Cells = Record<string, string | number | boolean | null>;

export interface Asked {
  readonly window?: { readonly from: Date; readonly to: Date } | null;
  readonly language?: ReportDocument['language'];
  readonly zone?: string;
  /** The range ends after this event of the feed; left out, with the last one. */
  readonly upTo?: string | null;
}

/** A report of this kind as this person gets it: made of what the public doors show them. */
export async function gather(reader: Visitor, kind: string, params: object, { window = null, language = 'en', zone = 'Asia/Shanghai', upTo = null }: Asked = {}): Promise<Said> {
  const maker = kinds.get(kind);
  if (maker === undefined) throw new Error(`nobody makes ${kind}`);
  const seen = await feedOf(reader);
  const range = upTo === null ? seen : seen.slice(0, seen.findIndex(({ id }) => id === upTo) + 1);
  return maker.gather({
    reader: { kind: 'person', personId: '', sessionId: '', roles: [], institutions: [] } as never,
    params, window, language, zone,
    async *events(names, streams, since) {
      for (const event of range) if (names.includes(event.type) && (streams === undefined || streams.includes(event.stream)) && event.time >= (since?.toISOString() ?? '')) yield event;
    },
    ask: (query, asked) => ask(reader, query, asked),
    say: (key, facts) => say(language, key, facts),
  });
}

/** Rows of each table that a preview shows. */
const PREVIEWED = 20;

/** What the hub itself makes of the kind for this person now, and what `gather` makes of the same window: both as a preview shows them. */
export async function bothWays(reader: Visitor, kind: string, params: object): Promise<{ byHub: Said; byDoors: Said }> {
  const made = await reader.send<{ scheduleId: string }>('reports.schedule.create', { name: 'Preview', kind, params, cron: '0 6 * * *', zone: 'Asia/Shanghai', language: 'en' });
  if (made.status !== 200) throw new Error(`no schedule was made: ${JSON.stringify(made.body)}`);
  const { status, body } = await reader.get<Said & { window: { from: string; to: string } | null }>(`/report-schedules/${made.body.scheduleId}/preview`);
  if (status !== 200) throw new Error(`there is no preview: ${JSON.stringify(body)}`);
  const { title, subtitle, sections, window } = body;
  const said = await gather(reader, kind, params, { window: window === null ? null : { from: new Date(window.from), to: new Date(window.to) } });
  const cut = said.sections.map((section) => ({ ...section, blocks: section.blocks.map((block) => (block.block === 'table' ? { ...block, rows: block.rows.slice(0, PREVIEWED) } : block)) }));
  return { byHub: { title, subtitle, sections }, byDoors: JSON.parse(JSON.stringify({ title: said.title, subtitle: said.subtitle, sections: cut })) as Said };
}

/** All events of the feed that somebody may see, in order. */
export async function feedOf(reader: Visitor): Promise<stream.Envelope[]> {
  const all: stream.Envelope[] = [];
  for (let after = 'earliest'; ;) {
    const { status, body } = await reader.get<{ data: stream.Envelope[]; iterator: string; done: boolean }>(`/feed/events?after=${after}&limit=1000`);
    if (status !== 200) throw new Error(`the feed was refused: ${JSON.stringify(body)}`);
    all.push(...body.data);
    if (body.done) return all;
    after = body.iterator;
  }
}

async function ask(reader: Visitor, name: string, params: object): Promise<unknown> {
  const query = catalogue.get(name) as Query;
  const left = new Map(Object.entries(params).map(([key, value]) => [key, String(value)]));
  const path = query.path.replaceAll(/\{(\w+)\}/g, (_, key: string) => {
    const value = left.get(key) ?? '';
    left.delete(key);
    return encodeURIComponent(value);
  });
  const { status, body } = await reader.get(`${path}?${new URLSearchParams([...left]).toString()}`);
  if (status !== 200) throw new DomainError(body['code'] as 'not_found', String(body['detail']));
  return body;
}

/** The rows of a table, each by the keys of its columns. */
export function rowsOf({ sections }: Said, key: string): Cells[] {
  const table = sections.flatMap(({ blocks }) => blocks).find((block) => block.block === 'table' && block.key === key);
  if (table?.block !== 'table') throw new Error(`there is no table ${key}`);
  return table.rows.map((row) => Object.fromEntries(table.columns.map((column, at) => [column.key, row[at] ?? null])));
}

/** All facts by their keys. */
export function factsOf({ sections }: Said): Cells {
  return Object.fromEntries(sections.flatMap(({ blocks }) => blocks).flatMap((block) => (block.block === 'facts' ? block.facts.map(({ key, value }) => [key, value]) : [])));
}

/** Whether nothing happened: no table has a row. */
export function saysNothing({ sections }: Said): boolean {
  return sections.every(({ blocks }) => blocks.every((block) => block.block !== 'table' || block.rows.length === 0));
}

/** The numbers of all tables, which no language changes. */
export function numbersOf({ sections }: Said): unknown {
  return sections.flatMap(({ blocks }) => blocks).flatMap((block) => (block.block === 'table' ? [block.key, block.columns.map(({ key }) => key), block.rows.map((row) => row.filter((value) => typeof value === 'number'))] : []));
}
