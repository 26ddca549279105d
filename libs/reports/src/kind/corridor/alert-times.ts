import { corridor, reports } from '#contracts';
import type { Section } from '../../document/document.js';
import type { Gathering, ReportKind } from '../../document/report-kind.js';
import { bars } from '../../chart/bars.js';
import { chart, facts, percentile, section, sorted, table } from '../compose.js';
import { fold } from '../fold.js';
import { institutionNames } from '../names.js';
import { happened } from '../window.js';
import type { Alert } from './alert.js';
import { alertCases, CorridorRecord } from './corridor-record.js';
import { thingNames } from './thing-names.js';

const SEVERITIES = corridor.alertSeverity.options;
const TIMES = ['notified', 'acknowledged', 'resolved'] as const;
type Seen = Alert & { readonly standing: NonNullable<Alert['standing']> };

/**
 * The alerts that were raised in the window and shared with the reader, as they stand at its end. Times count from the raising, in seconds. Percentiles are values
 * that occurred (nearest rank) and leave out drills, and alerts to which it has not happened.
 */
export const alertTimes: ReportKind<typeof reports.alertTimes> = {
  contract: reports.alertTimes,
  async gather(gathering) {
    const { say, params: { corridorId } } = gathering;
    const record = new CorridorRecord();
    await fold(gathering, alertCases(record), { streams: [`corridor:${corridorId}`] });
    const counts = happened(gathering);
    const raised = [...record.alerts.values()].filter((alert): alert is Seen => alert.standing !== null && counts(alert.standing.raisedAt));
    const alerts = sorted(raised, ({ standing }) => standing.raisedAt, ({ standing }) => standing.alertId);
    const [institution, thing] = [await institutionNames(gathering), await thingNames(gathering, corridorId)];
    const real = alerts.filter(({ standing }) => !standing.exercise);
    const ranks = SEVERITIES.flatMap((severity) => TIMES.flatMap((time) => {
      const all = real.filter(({ standing }) => standing.severity === severity);
      const seconds = secondsUntil(all, time);
      return all.length === 0 ? [] : [[say(`code.severity.${severity}`), say(`code.time.${time}`), all.length, seconds.length, percentile(seconds, 50), percentile(seconds, 90), percentile(seconds, 95), seconds.at(-1) ?? null]];
    }));
    const severities = [...new Set(ranks.map(([severity]) => String(severity)))];
    const medians = bars(severities, TIMES.map((time) => ({
      name: say(`code.time.${time}`), values: severities.map((severity) => Number(ranks.find(([one, other]) => one === severity && other === say(`code.time.${time}`))?.[4] ?? Number.NaN)).map((value) => (Number.isNaN(value) ? null : value)),
    })));
    return {
      title: say('corridor.alert_times.title'),
      subtitle: say('text.alerts', { count: alerts.length }),
      sections: [
        ...(alerts.length === 0 ? [] : [overview(gathering, alerts.length, real)]),
        section(gathering, 'alerts', [
          table(gathering, 'alerts', ['alertId:id', 'kind', 'severity', 'institution', 'unit', 'raisedAt:instant', 'state', 'toNotified:number', 'toAcknowledged:number', 'toResolved:number', 'level:number', 'exercise'], alerts.map((alert) => {
            const { alertId, kind, severity, institutionId, unitId, raisedAt, state, level, exercise } = alert.standing;
            return [alertId, say(`code.alert_kind.${kind}`), say(`code.severity.${severity}`), institution(institutionId), unitId === null ? null : thing(unitId), raisedAt, say(`code.alert_state.${state}`), ...TIMES.map((time) => secondsTo(alert, time)), level, exercise];
          })),
        ]),
        section(gathering, 'responseTimes', [table(gathering, 'response_times', ['severity', 'time', 'alerts:number', 'happened:number', 'p50:number', 'p90:number', 'p95:number', 'longest:number'], ranks), chart(gathering, 'responseTimes', medians)]),
      ],
    };
  },
};

/** The real alerts; drills are only counted. */
function overview(gathering: Gathering, all: number, real: readonly Seen[]): Section {
  const acknowledged = secondsUntil(real, 'acknowledged');
  return {
    title: gathering.say('section.overview'),
    blocks: [facts(gathering, [
      ['alerts', real.length], ['severeAlerts', real.filter(({ standing: { severity } }) => severity === 'extreme' || severity === 'severe').length], ['drills', all - real.length],
      ['acknowledged', acknowledged.length], ['resolved', secondsUntil(real, 'resolved').length], ['medianToAcknowledged', percentile(acknowledged, 50)], ['longestToAcknowledged', acknowledged.at(-1) ?? null],
    ])],
  };
}

function secondsTo(alert: Alert, time: (typeof TIMES)[number]): number | null {
  return alert.secondsTo(alert[`${time}At`]);
}

/** Of those to which it has happened, ascending. */
function secondsUntil(alerts: readonly Alert[], time: (typeof TIMES)[number]): number[] {
  return alerts.map((alert) => secondsTo(alert, time)).filter((value) => value !== null).sort((a, b) => a - b);
}
