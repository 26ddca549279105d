import type { EChartsOption } from 'echarts';

type Axis = Record<string, unknown>;

/** The same chart for who reads from right to left: what runs along the page begins at the right, and what stands at its side stands at the right. */
export function mirrored(option: EChartsOption): EChartsOption {
  const names = [option.series ?? []].flat().map(({ name }) => name).reverse();
  return {
    ...option,
    xAxis: each(option.xAxis as Axis | Axis[] | undefined, (axis) => ({ ...axis, inverse: axis['inverse'] !== true })),
    yAxis: each(option.yAxis as Axis | Axis[] | undefined, (axis) => ({ ...axis, position: axis['position'] === 'right' ? 'left' : 'right' })),
    legend: each(option.legend as Axis | Axis[] | undefined, (legend) => ({ data: names, ...legend, align: 'right' })),
  } as EChartsOption;
}

function each<T>(one: T | T[] | undefined, change: (it: T) => T): T | T[] | undefined {
  return Array.isArray(one) ? one.map(change) : one === undefined ? undefined : change(one);
}
