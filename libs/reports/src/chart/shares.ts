import type { EChartsOption } from 'echarts';
import { common } from './palette.js';

/** Parts of a whole as a ring, each named beside it with its share of a hundred. Plain data, for a page and for paper. */
export function shares(parts: readonly { readonly name: string; readonly value: number }[]): EChartsOption {
  return {
    ...common,
    series: [{ type: 'pie', radius: ['45%', '75%'], data: parts.map((part) => ({ ...part })), label: { formatter: '{b}: {c} ({d} %)', fontSize: 12, overflow: 'break' }, itemStyle: { borderColor: '#ffffff', borderWidth: 1 } }],
  };
}
