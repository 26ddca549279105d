import { corridor, reports } from '#contracts';
import type { Section, Value } from '../../document/document.js';
import type { Gathering, ReportKind } from '../../document/report-kind.js';
import { bars } from '../../chart/bars.js';
import { chart, facts, section, sorted, sum, table } from '../compose.js';
import { fold } from '../fold.js';
import { countryNames, institutionNames, type NameOf } from '../names.js';
import { endOf, happened } from '../window.js';
import type { Alert } from './alert.js';
import { bedsChart, boardsSince, fieldName, sumBoards, unitOf } from './capacity.js';
import { alertCases, boardCases, CorridorRecord, crossingCases, deploymentCases, silenceCases, stockCases, type Deployment } from './corridor-record.js';
import { thingNames } from './thing-names.js';

/** States before which a unit is not under way, and after which it is so no longer. */
const NOT_UNDER_WAY: ReadonlySet<Deployment['state']> = new Set(['planned', 'requested', 'closed', 'declined', 'cancelled', 'evacuated']);

/** What all parts are made of. */
interface Situation {
  readonly gathering: Gathering;
  readonly record: CorridorRecord;
  readonly at: Date;
  readonly institution: NameOf;
  readonly thing: NameOf;
  readonly country: NameOf;
  readonly counts: (instant: string) => boolean;
}

/**
 * A corridor as it stands at the end of the window, and what happened in it: deployments that are under way or took a step, units that are silent, capacity that is
 * not stale, stock that moved, alerts that are open or were raised, crossings. Each as far as its organisation shares it with the reader.
 */
export const dailySituation: ReportKind<typeof reports.dailySituation> = {
  contract: reports.dailySituation,
  async gather(gathering) {
    const { say, params: { corridorId } } = gathering;
    const record = new CorridorRecord();
    const [streams, cases] = [[`corridor:${corridorId}`], [deploymentCases, silenceCases, stockCases, alertCases].flatMap((make) => make(record))];
    const last = await fold(gathering, cases, { streams });
    await fold(gathering, [...boardCases(record), ...crossingCases(record)], { streams, ...boardsSince(gathering) });
    const situation = {
      gathering, record, at: endOf(gathering, last), institution: await institutionNames(gathering), thing: await thingNames(gathering, corridorId), country: countryNames(gathering), counts: happened(gathering),
    };
    const parts = [deployments(situation), alerts(situation), capacity(situation), stock(situation), crossings(situation)];
    const underWay = [...record.deployments.values()].filter(isUnderWay).length;
    return {
      title: say('corridor.daily_situation.title'), subtitle: say('text.underWay', { count: underWay }),
      sections: last === null ? parts : [overview(situation, underWay), ...parts],
    };
  },
};

const isUnderWay = ({ state }: Deployment): boolean => !NOT_UNDER_WAY.has(state);

function silentSince({ record }: Situation, { unitId, state }: Deployment): string | null {
  const heard = record.silent.get(unitId);
  return heard?.hearing === 'silent' && !NOT_UNDER_WAY.has(state) ? heard.lastFixAt : null;
}

function overview(situation: Situation, underWay: number): Section {
  const { gathering, record, counts } = situation;
  const [all, open] = [[...record.deployments.values()], [...record.alerts.values()].filter((alert) => alert.open && alert.standing?.exercise === false)];
  return {
    title: gathering.say('section.overview'),
    blocks: [facts(gathering, [
      ['underWay', underWay], ['silent', all.filter((one) => silentSince(situation, one) !== null).length], ['openAlerts', open.length],
      ['severeAlerts', open.filter(({ standing }) => standing?.severity === 'extreme' || standing?.severity === 'severe').length],
      ['crossings', [...record.crossings.values()].filter(({ crossedAt }) => counts(crossedAt)).length],
    ])],
  };
}

function deployments(situation: Situation): Section {
  const { gathering, record, institution, thing, country, counts } = situation;
  const told = [...record.deployments.values()].filter((one) => isUnderWay(one) || one.steps.some(({ at }) => counts(at)));
  const rows = sorted(told.map((one) => ({ ...one, name: thing(one.unitId) })), ({ name }) => name, ({ deploymentId }) => deploymentId);
  return section(gathering, 'deployments', [
    table(gathering, 'deployments', ['deploymentId:id', 'unit', 'operator', 'host', 'country', 'state', 'since:instant', 'steps:number', 'silentSince:instant'], rows.map((one) => [
      one.deploymentId, one.name, institution(one.institutionId), institution(one.hostId), country(one.countryCode), gathering.say(`code.deployment_state.${one.state}`), one.steps.at(-1)?.at ?? null,
      one.steps.filter(({ at }) => counts(at)).length, silentSince(situation, one),
    ])),
    chart(gathering, 'deployments', countBars(gathering, rows.map(({ state }) => gathering.say(`code.deployment_state.${state}`)))),
  ]);
}

function alerts({ gathering, record, institution, thing, counts }: Situation): Section {
  const { say } = gathering;
  const told = [...record.alerts.values()].flatMap((alert) => (alert.standing !== null && (alert.open || counts(alert.standing.raisedAt)) ? [{ alert, standing: alert.standing }] : []));
  const worst = (severity: NonNullable<Alert['standing']>['severity']): number => corridor.alertSeverity.options.indexOf(severity);
  return section(gathering, 'alerts', [
    table(gathering, 'alerts', ['alertId:id', 'severity', 'kind', 'institution', 'unit', 'raisedAt:instant', 'state', 'toAcknowledged:number', 'exercise'],
      sorted(told, ({ standing }) => worst(standing.severity), ({ standing }) => standing.raisedAt, ({ standing }) => standing.alertId).map(({ alert, standing }) => [
        standing.alertId, say(`code.severity.${standing.severity}`), say(`code.alert_kind.${standing.kind}`), institution(standing.institutionId), standing.unitId === null ? null : thing(standing.unitId),
        standing.raisedAt, say(`code.alert_state.${standing.state}`), alert.secondsTo(alert.acknowledgedAt), standing.exercise,
      ])),
    chart(gathering, 'severities', countBars(gathering, sorted(told, ({ standing }) => worst(standing.severity)).map(({ standing }) => say(`code.severity.${standing.severity}`)))),
  ]);
}

/** How often each name occurs, in the order in which they come. */
function countBars({ say }: Gathering, names: readonly string[]): ReturnType<typeof bars> {
  const places = [...new Set(names)];
  return bars(places, [{ name: say('column.count'), values: places.map((place) => names.filter((name) => name === place).length) }]);
}

function capacity({ gathering, record, at }: Situation): Section {
  const sums = sumBoards(record.boards.values(), at).filter(({ field }) => field.endsWith('.available') || field.startsWith('oxygen.') || field.startsWith('activity.'));
  return section(gathering, 'capacity', [
    table(gathering, 'capacity', ['field', 'total:number', 'measure', 'reported:number', 'stale:number', 'oldest:instant'],
      sums.map(({ field, total, reported, stale, oldest }) => [fieldName(gathering, field), total, unitOf(field), reported, stale, oldest])),
    ...bedsChart(gathering, sums),
  ]);
}

function stock({ gathering, record, institution, thing, counts }: Situation): Section {
  const rows = [...record.stock.values()].flatMap(({ holder, itemId, left, unit, entries }) => {
    const moved = entries.filter(({ at }) => counts(at)).map(({ quantity }) => quantity);
    if (moved.length === 0) return [];
    const [came, went] = [sum(moved.filter((quantity) => quantity > 0)), sum(moved.filter((quantity) => quantity < 0).map((quantity) => -quantity))];
    return [{ item: thing(itemId), holder: thing(holder.holderId), holderId: holder.holderId, values: [institution(holder.institutionId), came, went, left, unit] satisfies Value[] }];
  });
  return section(gathering, 'stock', [
    table(gathering, 'stock', ['item', 'holder', 'institution', 'came:number', 'went:number', 'left:number', 'measure'],
      sorted(rows, ({ item }) => item, ({ holder }) => holder, ({ holderId }) => holderId).map(({ item, holder, values }) => [item, holder, ...values])),
  ]);
}

function crossings({ gathering, record, institution, thing, country, counts }: Situation): Section {
  const told = sorted([...record.crossings.values()].filter(({ crossedAt }) => counts(crossedAt)), ({ crossedAt }) => crossedAt, ({ crossingId }) => crossingId);
  return section(gathering, 'crossings', [
    table(gathering, 'crossings', ['crossedAt:instant', 'unit', 'institution', 'crossing', 'fence', 'fromCountry', 'toCountry', 'late'], told.map((one): Value[] => [
      one.crossedAt, thing(one.unitId), institution(one.institutionId), gathering.say(`code.crossing.${one.kind}`), one.fenceId === null ? null : thing(one.fenceId),
      one.fromCountry === null ? null : country(one.fromCountry), one.countryCode === null ? null : country(one.countryCode), one.late,
    ])),
  ]);
}
