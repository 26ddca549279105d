import { init } from 'echarts';
import { bars, lines, shares } from '#reports';

const charts = {
  bars: bars(['Mon', 'Tue'], [{ name: 'Occupied', values: [3, null] }, { name: 'Free', values: [1, 2] }], { stacked: true }),
  lines: lines(['Mon', 'Tue', 'Wed'], [{ name: 'Occupied', values: [3, null, 4] }, { name: 'Free', values: [1, 2, 3] }]),
  shares: shares([{ name: 'Occupied', value: 3 }, { name: 'Free', value: 1 }]),
};

describe.each(Object.entries(charts))('a chart of %s', (_, option) => {
  it('is plain data: what comes to a web page as JSON is the whole of it', () => {
    expect(JSON.parse(JSON.stringify(option))).toEqual(option);
  });

  it('is drawn as it is by the library that a web page draws with, and describes itself to who does not see it', () => {
    const chart = init(null, null, { renderer: 'svg', ssr: true, width: 400, height: 200 });
    chart.setOption(option);
    const svg = chart.renderToSVGString();
    chart.dispose();
    expect(svg).toContain('<svg');
    expect(svg).toContain('Occupied');
    expect(option.aria).toEqual({ enabled: true, decal: { show: true } });
  });

  it('has colours that differ in lightness, so that they are told apart in grey', () => {
    const greys = (option.color as string[]).map((colour) => [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16))).map(([red = 0, green = 0, blue = 0]) => 0.2126 * red + 0.7152 * green + 0.0722 * blue);
    const steps = [...greys].sort((a, b) => a - b).map((grey, index, all) => grey - (all[index - 1] ?? -100));
    expect(Math.min(...steps)).toBeGreaterThan(10);
  });
});
