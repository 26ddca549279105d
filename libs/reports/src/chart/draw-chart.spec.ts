import { bars } from './bars.js';
import { drawChart } from './draw-chart.js';
import { mirrored } from './mirror.js';

const option = bars(['2026', 'مارچ 2026', '三月'], [{ name: 'دستیاب', values: [1, 2, 3] }, { name: 'Занято & <b>', values: [3, 2, 1] }]);

describe('a drawn chart', () => {
  it('is the same text for the same chart, however many were drawn before', () => {
    const first = drawChart(option, 'en');
    drawChart(bars(['x'], [{ name: 'y', values: [1] }]), 'en');
    expect(drawChart(option, 'en')).toBe(first);
    expect(first).not.toMatch(/zr\d/u);
  });

  it('gives each script the font that has it', () => {
    const svg = drawChart(option, 'ur');
    for (const run of ['<tspan font-family="Vazirmatn">دستیاب</tspan>', '<tspan font-family="Noto Sans">Занято &amp; &lt;b&gt;</tspan>', '<tspan font-family="Noto Sans SC">三月</tspan>', '<tspan font-family="Noto Sans"> 2026</tspan>']) expect(svg).toContain(run);
  });

  it('leaves out what it is told to', () => {
    expect(drawChart(option, 'en', (text) => text.replaceAll('三', '□'))).toContain('□');
  });

  it('begins at the right for who reads from there', () => {
    expect(mirrored(option)).toMatchObject({ xAxis: { inverse: true }, yAxis: { position: 'right' }, legend: { align: 'right', data: ['Занято & <b>', 'دستیاب'] } });
    const [first, second] = option.color as string[];
    expect(mirrored(option).series).toMatchObject([{ name: 'Занято & <b>', itemStyle: { color: second } }, { name: 'دستیاب', itemStyle: { color: first } }]);
  });

  it.each([
    ['whole values', bars(['x'], [{ name: 'y', values: [1] }]), ['0', '1']],
    ['other values', bars(['x'], [{ name: 'y', values: [0.5] }]), ['0', '0.1', '0.2', '0.3', '0.4', '0.5']],
    ['shares', bars(['x'], [{ name: 'y', values: [0.6667] }], { percent: true }), ['0%', '20%', '40%', '60%', '80%', '100%']],
  ])('counts %s as a reader does', (_, given, marks) => {
    expect([...drawChart(given, 'en').matchAll(/>([\d.]+%?)<\/tspan>/gu)].map(([, mark]) => mark)).toEqual(marks);
  });
});
