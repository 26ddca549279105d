import type { EChartsOption } from 'echarts';
import { common, rule } from './palette.js';

/** One row of bars or one line: a name, and a value for each place; null where there is none. */
export interface Series {
  readonly name: string;
  readonly values: readonly (number | null)[];
}

/** Bars over places on an axis: beside each other, or upon each other when they are parts of a whole. Plain data, for a page and for paper. */
export function bars(places: readonly string[], series: readonly Series[], options: { readonly stacked?: boolean } = {}): EChartsOption {
  return {
    ...common,
    ...(series.length > 1 ? { legend: { top: 0, icon: 'rect' } } : {}),
    xAxis: { type: 'category', data: [...places], axisTick: { show: false }, axisLabel: { hideOverlap: true } },
    yAxis: { type: 'value', splitLine: { lineStyle: { color: rule } } },
    series: series.map(({ name, values }) => ({ type: 'bar' as const, name, data: [...values], barMaxWidth: 36, ...(options.stacked === true ? { stack: 'whole' } : {}) })),
  };
}
