import type { EChartsOption } from 'echarts';
import type { HubLanguage } from '#contracts';

/** A cell or a value; instants are ISO 8601 in UTC, and shown in the reader's zone. */
export type Value = string | number | boolean | null;
/** A percent is a fraction of one: 0.25 is shown as 25 %. */
export type ValueKind = 'text' | 'number' | 'percent' | 'instant' | 'date' | 'id';

export interface Column {
  /** Names it in CSV, XLSX and JSON, for good. */
  readonly key: string;
  /** What a reader sees, in the language of the report. */
  readonly title: string;
  readonly kind: ValueKind;
}

/** A table. `key` names it in CSV and JSON; a report has at least one, its first is the CSV. */
export interface Table {
  readonly block: 'table';
  readonly key: string;
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly Value[])[];
}

export interface Paragraph {
  readonly block: 'paragraph';
  readonly text: string;
}

/** Names and values beside each other. */
export interface FactList {
  readonly block: 'facts';
  readonly facts: readonly { readonly key: string; readonly title: string; readonly value: Value; readonly kind: ValueKind }[];
}

/** A chart. `option` is plain data of ECharts, so that a page can use it as it is; titles stand in `title`, outside of the drawing. */
export interface Chart {
  readonly block: 'chart';
  readonly key: string;
  readonly title: string;
  /** What it shows, for who does not see it. */
  readonly alt: string;
  readonly option: EChartsOption;
}

export interface Section {
  readonly title: string;
  readonly blocks: readonly (Table | Paragraph | FactList | Chart)[];
}

/** What a report says, before it has a form. From the same events it is the same, byte for byte. */
export interface ReportDocument {
  readonly kind: string;
  readonly title: string;
  readonly subtitle: string;
  readonly language: HubLanguage;
  /** The IANA zone in which instants are shown. */
  readonly zone: string;
  /** The span that it covers; null: all of its subject. */
  readonly window: { readonly from: string; readonly to: string } | null;
  /** The events that it is made of: feed positions, the first excluded, and the SHA-256 of their canonical JSON. */
  readonly range: { readonly after: string; readonly upTo: string; readonly events: number; readonly digest: string };
  readonly sections: readonly Section[];
  /** What has changed since the last report of the same schedule and window, if any. */
  readonly corrections: readonly string[];
  /** When it was made. PDF and XLSX say it; CSV and JSON of the same events do not, so that they are the same byte for byte. */
  readonly madeAt?: string;
}
