import type { Bench, Scenario } from '../harness/run.js';
import { median, single, type Row } from '../harness/rows.js';
import { Server } from '../harness/server.js';

/** Forms of reports: how long a PDF takes, what the main loop feels of it, and what a large workbook holds. */
export const reports: Scenario = {
  title: 'reports: a PDF of 300 rows in three scripts, a workbook of 50,000 rows',
  names: ['reports.'],
  measure: async (run) => [...(await pages(run)), await workbook(run)],
};

/** The renderer is a process beside the hub: both processors are theirs, as on a machine of two. */
const aServer = (): Promise<Server> => Server.start('reports', {}, [], '0,1');

async function pages(run: Bench): Promise<Row[]> {
  const server = await aServer();
  const took: number[] = [], delays: number[] = [];
  let salt = 0;
  const make = (): Promise<{ took: number; delay: number }> => server.call('pdf', { rows: 300, salt: (salt += 1) });
  // The first few load the fonts and warm the caches.
  for (let warm = 0; warm < 3; warm += 1) await make();
  for (let round = 0; round < run.rounds; round += 1) {
    const made: { took: number; delay: number }[] = [];
    await run.measured({ server: server.pid }, async () => { for (let n = 0; n < 7; n += 1) made.push(await make()); });
    took.push(median(made.map((one) => one.took)));
    delays.push(median(made.map((one) => one.delay)));
  }
  await server.stop();
  return [
    single({ area: 'reports', name: 'reports.pdf', unit: 'ms', better: 'lower', goal: 300, note: '300 rows of five columns, Latin, Chinese and Arabic script, no cell as in the one before; PDF/A-2b, tagged; p50' }, took),
    single({ area: 'reports', name: 'reports.pdf.loop-delay', unit: 'ms', better: 'lower', goal: 20, note: 'the longest that the main loop was held up while a PDF was made; median of the PDFs' }, delays),
  ];
}

async function workbook(run: Bench): Promise<Row> {
  const grown: number[] = [];
  for (let round = 0; round < Math.min(3, run.rounds); round += 1) {
    const server = await aServer();
    grown.push(await server.call<number>('workbook', { rows: 50_000 }));
    await server.stop();
  }
  return single({ area: 'reports', name: 'reports.workbook.memory', unit: 'MiB', better: 'lower', goal: 150, note: '50,000 rows of five columns; hub and renderer together, beyond the document itself and a renderer at rest' }, grown);
}
