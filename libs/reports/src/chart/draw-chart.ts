import { BarChart, LineChart, PieChart } from 'echarts/charts';
import { AriaComponent, GridComponent, LegendComponent, MarkLineComponent } from 'echarts/components';
import { init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import type { EChartsOption } from 'echarts';
import { directionOf } from '#words';
import type { ReportDocument } from '../document/document.js';
import { mirrored } from './mirror.js';

use([BarChart, LineChart, PieChart, GridComponent, LegendComponent, MarkLineComponent, AriaComponent, SVGRenderer]);

/** Points: the width of a page between its margins, and a height that leaves room for a table. */
const WIDTH = 640, HEIGHT = 260;
const TEXT = /(<text\b[^>]*>)([^<]*)(<\/text>)/gu;
/** A run of one script, with what stands between its words. */
const RUN = /\p{Script=Arabic}[\p{Script=Arabic}\p{M}]*(?:[\s،؛]+\p{Script=Arabic}[\p{Script=Arabic}\p{M}]*)*|[\p{Script=Han}\u3000-\u303f\uff00-\uffef]+|[^\p{Script=Arabic}\p{Script=Han}\u3000-\u303f\uff00-\uffef]+/gu;

/** A chart as SVG, drawn by the same option that a web page takes; `plain` leaves out of its texts what no font has. */
export function drawChart(option: EChartsOption, language: ReportDocument['language'], plain: (text: string) => string = (text) => text): string {
  const chart = init(null, null, { renderer: 'svg', ssr: true, width: WIDTH, height: HEIGHT });
  try {
    chart.setOption({ ...(directionOf(language) === 'rtl' ? mirrored(option) : option), animation: false });
    return withOwnIds(withFonts(chart.renderToSVGString(), plain));
  } finally {
    // An open chart keeps its timers, and the process with them.
    chart.dispose();
  }
}

/** ECharts numbers what it draws throughout the process; the same chart is the same text if it is counted from its own beginning. */
function withOwnIds(svg: string): string {
  const ids = new Map<string, string>();
  return svg.replace(/\bzr\d+-[\w-]+/gu, (id) => ids.get(id) ?? (ids.set(id, `c${ids.size}`), `c${ids.size - 1}`));
}

/** A drawing takes one font for each run of text, so that each script is given its own. */
function withFonts(svg: string, plain: (text: string) => string): string {
  return svg.replace(TEXT, (_, head: string, text: string, tail: string) => {
    const runs = plain(unescaped(text)).match(RUN) ?? [];
    return head + runs.map((run) => `<tspan font-family="${fontOf(run)}">${escaped(run)}</tspan>`).join('') + tail;
  });
}

function fontOf(run: string): string {
  if (/\p{Script=Arabic}/u.test(run)) return 'Vazirmatn';
  return /[\p{Script=Han}\u3000-\u303f\uff00-\uffef]/u.test(run) ? 'Noto Sans SC' : 'Noto Sans';
}

const ENTITIES: Readonly<Record<string, string>> = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'" };

function unescaped(text: string): string {
  return text.replace(/&(?:amp|lt|gt|quot|#39);/gu, (entity) => ENTITIES[entity] ?? '');
}

function escaped(text: string): string {
  return text.replace(/&/gu, '&amp;').replace(/</gu, '&lt;').replace(/>/gu, '&gt;');
}
