import type { EChartsOption } from 'echarts';
import { ticks, type Series } from './bars.js';
import { common, legend, rule } from './palette.js';

const MARKS = ['circle', 'rect', 'triangle', 'diamond', 'emptyCircle', 'emptyRect'] as const;

/** Lines over places on an axis, each with a mark of its own; a line is broken where a value is missing. Plain data, for a page and for paper. */
export function lines(places: readonly string[], series: readonly Series[]): EChartsOption {
  return {
    ...common,
    ...(series.length > 1 ? { legend } : {}),
    xAxis: { type: 'category', data: [...places], boundaryGap: false, axisTick: { show: false }, axisLabel: { hideOverlap: true } },
    yAxis: { type: 'value', ...ticks(series), splitLine: { lineStyle: { color: rule } } },
    series: series.map(({ name, values }, index) => ({ type: 'line' as const, name, data: [...values], symbol: MARKS[index % MARKS.length], symbolSize: 7, connectNulls: false })),
  };
}
