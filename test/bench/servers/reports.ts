import 'reflect-metadata';
import { readdirSync, readFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { readSettings } from '#config';
import { Forms, type ReportDocument, type Value } from '#reports';
import { memory, obey } from './control.js';

/** A process that makes forms as the hub does, and watches its own main loop and memory meanwhile. */
readSettings({}, () => '');
const forms = new Forms();
const wanted = new AbortController().signal;
const NAMES = ['Lahore General Hospital', '南京鼓楼医院', 'جناح ہسپتال کراچی'];
const PAGE = 4_096;

/** A table of five columns in three scripts; `salt` makes every cell another than in the last one, so that nothing is known already. */
function aDocument(rows: number, salt: number): ReportDocument {
  const columns = (['text', 'instant', 'number', 'percent', 'id'] as const).map((kind) => ({ key: kind, title: kind, kind }));
  const lines = Array.from({ length: rows }, (_, row): Value[] => [
    `${NAMES[row % NAMES.length]} ${row + salt}`, new Date(1_795_000_000_000 + row * 61_000 + salt * 1_000).toISOString(), row * 37 + salt, (row + salt) / 100_000, `unit-${row + salt}`,
  ]);
  return {
    kind: 'bench.table', title: 'Table', subtitle: `${salt}`, language: 'en', zone: 'Asia/Karachi', window: { from: '2026-11-20T19:00:00.000Z', to: '2026-11-21T19:00:00.000Z' }, range: { after: '0', upTo: '1', events: 1, digest: '0'.repeat(64) },
    sections: [{ title: 'Rows', blocks: [{ block: 'table', key: 'rows', columns, rows: lines }] }], corrections: [],
  };
}

/** Milliseconds that a PDF took, and the longest that the main loop was held up meanwhile. */
async function pdf({ rows, salt }: { rows: number; salt: number }): Promise<{ took: number; delay: number }> {
  const document = aDocument(rows, salt);
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const began = performance.now();
  await forms.make(document, 'pdf', wanted);
  const took = performance.now() - began;
  delay.disable();
  return { took, delay: delay.max / 1e6 };
}

/** MiB that this process and its renderer held at the most, beyond what they held with the document at hand and the renderer at rest. */
async function workbook({ rows }: { rows: number }): Promise<number> {
  const document = aDocument(rows, 0);
  await forms.make(aDocument(1, 0), 'csv', wanted);
  const renderer = rendererPid();
  const before = memory() + residentOf(renderer);
  let most = 0;
  const watch = setInterval(() => { most = Math.max(most, process.memoryUsage.rss() + residentOf(renderer)); }, 20);
  await forms.make(document, 'xlsx', wanted);
  clearInterval(watch);
  return (most - before) / 1024 / 1024;
}

function residentOf(pid: number): number {
  return Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]) * PAGE;
}

function rendererPid(): number {
  const parentOf = (pid: string): number => Number(readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /u, '').split(' ')[1]);
  const [pid] = readdirSync('/proc').filter((name) => /^\d+$/u.test(name) && parentOf(name) === process.pid);
  if (pid === undefined) throw new Error('there is no renderer');
  return Number(pid);
}

obey({ start: () => 0, pdf, workbook, stop: () => forms.onApplicationShutdown() });
