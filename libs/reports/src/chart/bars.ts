import type { EChartsOption } from 'echarts';
import { common, legend, rule } from './palette.js';

/** One row of bars or one line: a name, and a value for each place; null where there is none. */
export interface Series {
  readonly name: string;
  readonly values: readonly (number | null)[];
}

/** Bars over places on an axis: beside each other, or upon each other when they are parts of a whole; fractions of one are shown in percent when they are said to be. Plain data, for a page and for paper. */
export function bars(places: readonly string[], series: readonly Series[], options: { readonly stacked?: boolean; readonly percent?: boolean } = {}): EChartsOption {
  const scale = options.percent === true ? 100 : 1;
  const shown = series.map(({ name, values }) => ({ name, values: values.map((value) => (value === null ? null : Number((value * scale).toFixed(2)))) }));
  return {
    ...common,
    ...(series.length > 1 ? { legend: { ...legend, icon: 'rect' } } : {}),
    xAxis: { type: 'category', data: [...places], axisTick: { show: false }, axisLabel: { hideOverlap: true } },
    yAxis: { type: 'value', ...ticks(shown), ...(options.percent === true ? { max: 100, axisLabel: { formatter: '{value}%' } } : {}), splitLine: { lineStyle: { color: rule } } },
    series: shown.map(({ name, values }) => ({ type: 'bar' as const, name, data: [...values], barMaxWidth: 36, ...(options.stacked === true ? { stack: 'whole' } : {}) })),
  };
}

/** Where all values are whole the axis has no fractions: nobody sees half an alert. */
export function ticks(series: readonly Series[]): { minInterval?: number } {
  return series.every(({ values }) => values.every((value) => value === null || Number.isInteger(value))) ? { minInterval: 1 } : {};
}
