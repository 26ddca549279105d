import type { EChartsOption } from 'echarts';
import type { Chart, Column, FactList, Section, Table, Value, ValueKind } from '../document/document.js';
import type { Gathering } from '../document/report-kind.js';

type Saying = Pick<Gathering, 'say'>;
type Row = readonly Value[];

/** A table whose columns are named in `column.…` of the words; given as `key` or `key:kind`, text unless said. */
export function table({ say }: Saying, key: string, columns: readonly string[], rows: readonly Row[]): Table {
  return { block: 'table', key, columns: columns.map((one) => column(say, one)), rows };
}

function column(say: Gathering['say'], spec: string): Column {
  const [key = spec, kind = 'text'] = spec.split(':');
  return { key: snake(key), title: say(`column.${key}`), kind: kind as ValueKind };
}

/** Names and values beside each other, named in `fact.…` of the words; given as [`key` or `key:kind`, value], a number unless said. */
export function facts({ say }: Saying, given: readonly (readonly [string, Value])[]): FactList {
  return {
    block: 'facts',
    facts: given.map(([spec, value]) => {
      const [key = spec, kind = 'number'] = spec.split(':');
      return { key: snake(key), title: say(`fact.${key}`), value, kind: kind as ValueKind };
    }),
  };
}

/** A chart, named and described in `chart.…` of the words. */
export function chart({ say }: Saying, key: string, option: EChartsOption): Chart {
  return { block: 'chart', key: snake(key), title: say(`chart.${key}`), alt: say(`chart.${key}Alt`), option };
}

/** A section, named in `section.…` of the words. Where its tables say nothing it says so, and draws no chart. */
export function section({ say }: Saying, key: string, blocks: Section['blocks']): Section {
  const title = say(`section.${key}`);
  const tables = blocks.filter((block) => block.block === 'table');
  if (tables.length === 0 || tables.some((one) => one.rows.length > 0)) return { title, blocks };
  return { title, blocks: [{ block: 'paragraph', text: say('text.nothing') }, ...tables] };
}

/** By these values, in the order of their code units: the same on every machine. Null goes last. */
export function sorted<T>(items: Iterable<T>, ...keys: readonly ((item: T) => Value)[]): T[] {
  return [...items].sort((a, b) => {
    for (const key of keys) {
      const [one, other] = [key(a), key(b)];
      if (one === other) continue;
      if (one === null) return 1;
      if (other === null) return -1;
      return one < other ? -1 : 1;
    }
    return 0;
  });
}

/** A part of a whole between 0 and 1, to four places; null of nothing. */
export function share(part: number, whole: number): number | null {
  return whole === 0 ? null : Math.round((part / whole) * 10_000) / 10_000;
}

/** A sum without the dust that binary fractions leave. */
export function sum(values: readonly number[]): number {
  return Number(values.reduce((all, value) => all + value, 0).toFixed(6));
}

/** The smallest value that at least so many percent do not exceed (nearest rank); null of none. */
export function percentile(ascending: readonly number[], percent: number): number | null {
  return ascending[Math.ceil((percent / 100) * ascending.length) - 1] ?? null;
}

const snake = (key: string): string => key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
