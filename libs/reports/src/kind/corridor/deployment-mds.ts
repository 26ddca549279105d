import { corridor, reports, type Data, type Output } from '#contracts';
import type { Section, Value } from '../../document/document.js';
import type { Gathering, ReportKind } from '../../document/report-kind.js';
import { ask, list } from '../ask.js';
import { bars } from '../../chart/bars.js';
import { chart, facts, section, sorted, table } from '../compose.js';
import { fold, on } from '../fold.js';
import { endOf } from '../window.js';
import { CorridorRecord, deploymentCases, type Deployment } from './corridor-record.js';
import { dueReports, endedIn, firstByList, firstSubmitted, type DueReport } from './due-reports.js';
import { thingNames } from './thing-names.js';

type Submitted = Data<typeof corridor.reportSubmitted>;
type Report = Output<typeof corridor.readReport>;

interface Submission {
  readonly report: Submitted;
  readonly at: string;
}

/**
 * The daily reports of the local days that ended in the window, in the version that was the newest of the range: a version that came after the window counts
 * too, and is a correction. Late and missing are all days of the deployment whose report was due by the end of the window. Which version there is, and when it came, is said
 * by events; its counts are read from the hub as the reader, so that what is protected stays so, and never change. To readers who are shown no
 * reports late and missing are read from the list of late reports, as it is now.
 */
export const deploymentMds: ReportKind<typeof reports.deploymentMds> = {
  contract: reports.deploymentMds,
  async gather(gathering) {
    const { say, params: { deploymentId }, window } = gathering;
    const title = say('corridor.deployment_mds.title');
    const view = await ask(gathering, corridor.readDeployment, { deploymentId });
    const deployment = view === null ? null : await readReports(gathering, view);
    if (view === null || deployment === null) return { title, subtitle: say('text.nothing'), sections: [countsOf(gathering, []), lateOf(gathering, [])] };
    const { due, submissions, zone } = deployment;
    const inWindow = window === null ? () => true : endedIn(window, zone);
    const counted = await readCounts(gathering, deploymentId, submissions.filter(({ report }) => inWindow(report.day)));
    const owed = due.filter(({ day }) => inWindow(day));
    const ofState = (state: DueReport['state']): number => owed.filter((one) => one.state === state).length;
    const name = (await thingNames(gathering, view.corridorId))(view.unitId);
    return {
      title, subtitle: say('text.deployment', { unit: name, site: view.site.name }),
      sections: [
        ...(owed.length + counted.length === 0 ? [] : [{
          title: say('section.overview'),
          blocks: [facts(gathering, [['unit:text', name], ['site:text', view.site.name], ['zone:text', zone], ['dueReports', owed.length], ['inTime', ofState('in_time')], ['late', ofState('late')], ['missing', ofState('missing')]])],
        }]),
        countsOf(gathering, counted), needsOf(gathering, counted), lateOf(gathering, due),
      ],
    };
  },
};

/** What is due of a deployment and what came; null where the reader is shown no step of it. */
async function readReports(gathering: Gathering, { id, corridorId }: { id: string; corridorId: string }): Promise<{ zone: string; due: DueReport[]; submissions: Submission[] } | null> {
  const [record, submissions, streams] = [new CorridorRecord(), new Array<Submission>(), [`corridor:${corridorId}`]];
  const last = await fold(gathering, [
    ...deploymentCases(record), on(corridor.reportSubmitted, (report, { time }) => { if (report.deploymentId === id) submissions.push({ report, at: time }); }),
  ], { streams, until: 'range' });
  const deployment = record.deployments.get(id);
  if (deployment === undefined) return null;
  const at = endOf(gathering, last);
  const due = dueReports(deployment, firstSubmitted(submissions), at);
  if (submissions.length > 0) return { zone: deployment.zone, due, submissions };
  return { zone: deployment.zone, submissions, due: await dueByList(gathering, deployment, { corridorId, due, at }) };
}

async function dueByList(gathering: Gathering, deployment: Deployment, { corridorId, due, at }: { corridorId: string; due: readonly DueReport[]; at: Date }): Promise<DueReport[]> {
  const late = await list(gathering, corridor.listLate, { corridorId });
  return dueReports(deployment, firstByList(deployment.deploymentId, due, late, at), at);
}

/** Of each day and form the newest version, with its counts; what is not shown to the reader is left out. */
async function readCounts(gathering: Gathering, deploymentId: string, submissions: readonly Submission[]): Promise<Report[]> {
  const newest = new Map<string, Submitted>();
  for (const { report } of submissions) newest.set(`${report.day} ${report.form}`, report);
  const read: Report[] = [];
  for (const { day, form, version } of sorted(newest.values(), (one) => one.day, (one) => one.form)) {
    const report = await ask(gathering, corridor.readReport, { deploymentId, day, form, version });
    if (report !== null) read.push(report);
  }
  return read;
}

function countsOf(gathering: Gathering, read: readonly Report[]): Section {
  const { say } = gathering;
  const rows = read.flatMap((report) => report.cells.map((cell): Value[] => [
    report.day, report.form, report.version, cell.item, lineName(gathering, report, cell.item), say(`code.report_column.${cell.column}`), cell.count, cell.hidden ? say('text.hidden') : null,
  ]));
  return section(gathering, 'counts', [
    table(gathering, 'counts', ['day:date', 'form', 'version:number', 'lineNumber:number', 'line', 'group', 'count:number', 'remark'], rows),
    chart(gathering, 'patients', bars(read.map(({ day }) => day), [{ name: say('code.mds.patients'), values: read.map(patientsOf) }])),
  ]);
}

/** All patients of a report; null where that is not known, or not shown. */
function patientsOf({ cells }: Report): number | null {
  return cells.find(({ item, column }) => item === 0 && column === 'all')?.count ?? null;
}

function needsOf(gathering: Gathering, read: readonly Report[]): Section {
  const rows = read.flatMap((report) => [...report.needs].sort((a, b) => a - b).map((item): Value[] => [report.day, report.form, item, lineName(gathering, report, item)]));
  return section(gathering, 'needs', [table(gathering, 'needs', ['day:date', 'form', 'lineNumber:number', 'line'], rows)]);
}

/** What a line of the form counts, in the language of the report; of a free slot what its deployment says. */
function lineName({ say }: Gathering, { form, slots }: Report, item: number): string {
  const line = corridor.linesOf[form][item];
  return slots[String(item)] ?? (line === undefined ? String(item) : say(`code.mds.${line.code}`));
}

function lateOf(gathering: Gathering, due: readonly DueReport[]): Section {
  const rows = due.filter(({ state }) => state === 'late' || state === 'missing').map(({ day, dueAt, state, submittedAt }): Value[] => [day, gathering.say(`code.due_report.${state}`), dueAt, submittedAt]);
  return section(gathering, 'lateReports', [table(gathering, 'late', ['day:date', 'state', 'dueAt:instant', 'submittedAt:instant'], rows)]);
}
