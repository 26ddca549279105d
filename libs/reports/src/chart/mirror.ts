import type { EChartsOption } from 'echarts';

type Axis = Record<string, unknown>;
type OneSeries = { readonly type?: string; readonly name?: string; readonly stack?: string };

/** The same chart for who reads from right to left: what runs along the page begins at the right, and what stands at its side stands at the right. */
export function mirrored(option: EChartsOption): EChartsOption {
  const all = [option.series ?? []].flat() as OneSeries[];
  const names = all.map(({ name }) => name).reverse();
  return {
    ...option,
    ...(all.every(({ type, stack }) => type === 'bar' && stack === undefined) ? { series: turned(all, [option.color ?? []].flat()) } : {}),
    xAxis: each(option.xAxis as Axis | Axis[] | undefined, (axis) => ({ ...axis, inverse: axis['inverse'] !== true })),
    yAxis: each(option.yAxis as Axis | Axis[] | undefined, (axis) => ({ ...axis, position: axis['position'] === 'right' ? 'left' : 'right' })),
    legend: each(option.legend as Axis | Axis[] | undefined, (legend) => ({ data: names, ...legend, align: 'right' })),
  } as EChartsOption;
}

/** Bars beside each other are drawn in the order of their series, whichever way the axis goes; each keeps its colour. */
function turned(all: readonly OneSeries[], colours: readonly unknown[]): object[] {
  return all.map((one, at) => ({ ...one, itemStyle: { color: colours[at % colours.length] } })).reverse();
}

function each<T>(one: T | T[] | undefined, change: (it: T) => T): T | T[] | undefined {
  return Array.isArray(one) ? one.map(change) : one === undefined ? undefined : change(one);
}
