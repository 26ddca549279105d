import { reports } from '#contracts';
import type { Section, Value } from '../../document/document.js';
import type { Gathering, ReportKind } from '../../document/report-kind.js';
import { facts, section, sorted, sum, table } from '../compose.js';
import { fold } from '../fold.js';
import { countryNames, institutionNames, type NameOf } from '../names.js';
import { endOf } from '../window.js';
import { bedsChart, bedsOf, boardsSince, fieldName, freshnessOf, sumBoards, unitOf, valueName } from './capacity.js';
import { boardCases, CorridorRecord, stockCases, type Holder, type Reading, type Request } from './corridor-record.js';
import { thingNames } from './thing-names.js';

/** What all parts are made of. */
interface Holdings {
  readonly gathering: Gathering;
  readonly record: CorridorRecord;
  readonly at: Date;
  readonly thing: NameOf;
  readonly nameOf: (holder: Holder) => Value[];
}

/** What was told of boards, stock and requests, as it stands at the end of the window: of each holder what its organisation shares with the reader. Boards on which nothing was told for 30 days are left out. */
export const capacityStock: ReportKind<typeof reports.capacityStock> = {
  contract: reports.capacityStock,
  async gather(gathering) {
    const { say, params: { corridorId } } = gathering;
    const record = new CorridorRecord();
    const streams = [`corridor:${corridorId}`];
    await fold(gathering, boardCases(record), { streams, ...boardsSince(gathering) });
    const last = await fold(gathering, stockCases(record), { streams });
    const [institution, thing, country] = [await institutionNames(gathering), await thingNames(gathering, corridorId), countryNames(gathering)];
    const nameOf = ({ holderId, institutionId, countryCode }: Holder): Value[] => [thing(holderId), institution(institutionId), country(countryCode)];
    const holdings = { gathering, record, at: endOf(gathering, last), thing, nameOf };
    return {
      title: say('corridor.capacity_stock.title'), subtitle: say('text.boards', { count: record.boards.size }),
      sections: [...overview(holdings), boards(holdings), sums(holdings), stock(holdings), requests(holdings)],
    };
  },
};

function overview({ gathering, record, at }: Holdings): Section[] {
  const [readings, items, open] = [readingsOf(record).map(({ reading }) => reading), new Set([...record.stock.values()].map(({ itemId }) => itemId)), openRequests(record)];
  if (readings.length + items.size + open.length === 0) return [];
  return [{
    title: gathering.say('section.overview'),
    blocks: [facts(gathering, [
      ['boards', record.boards.size], ['readings', readings.length], ['staleReadings', readings.filter((reading) => freshnessOf(reading, at) === 'stale').length],
      ['bedsAvailable', bedsOf(sumBoards(record.boards.values(), at))], ['stockItems', items.size], ['openRequests', open.length],
    ])],
  }];
}

/** What is known of each board. */
function readingsOf({ boards }: CorridorRecord): { holder: Holder; reading: Reading }[] {
  return [...boards.values()].flatMap(({ holder, readings }) => [...readings.values()].filter(({ value }) => value !== null).map((reading) => ({ holder, reading })));
}

function openRequests({ requests: all }: CorridorRecord): Request[] {
  return [...all.values()].filter(({ state }) => state === 'open' || state === 'filled');
}

function boards({ gathering, record, at, nameOf }: Holdings): Section {
  const known = sorted(readingsOf(record).map((one) => ({ ...one, name: nameOf(one.holder) })), ({ name }) => name[0] ?? null, ({ holder }) => holder.holderId, ({ reading }) => reading.field);
  return section(gathering, 'boards', [
    table(gathering, 'boards', ['holder', 'institution', 'country', 'field', 'value', 'measure', 'asOf:instant', 'freshness'], known.map(({ name, reading }) => [
      ...name, fieldName(gathering, reading.field), valueName(gathering, reading), unitOf(reading.field), reading.asOf, gathering.say(`code.freshness.${freshnessOf(reading, at)}`),
    ])),
  ]);
}

function sums({ gathering, record, at }: Holdings): Section {
  const all = sumBoards(record.boards.values(), at);
  return section(gathering, 'capacity', [
    table(gathering, 'capacity', ['field', 'total:number', 'measure', 'reported:number', 'stale:number', 'oldest:instant'],
      all.map(({ field, total, reported, stale, oldest }) => [fieldName(gathering, field), total, unitOf(field), reported, stale, oldest])),
    ...bedsChart(gathering, all),
  ]);
}

function stock({ gathering, record, thing, nameOf }: Holdings): Section {
  const rows = [...record.stock.values()].map(({ holder, itemId, left, unit, entries }) => ({ name: nameOf(holder), item: thing(itemId), itemId, left, unit, at: entries.at(-1)?.at ?? null }));
  return section(gathering, 'stock', [
    table(gathering, 'stock', ['holder', 'institution', 'country', 'item', 'left:number', 'measure', 'lastEntry:instant'],
      sorted(rows, ({ item }) => item, ({ itemId }) => itemId, ({ name }) => name[0] ?? null).map(({ name, item, left, unit, at }) => [...name, item, left, unit, at])),
  ]);
}

function requests({ gathering, record, thing, nameOf }: Holdings): Section {
  const { say } = gathering;
  return section(gathering, 'requests', [
    table(gathering, 'requests', ['holder', 'institution', 'country', 'need', 'amount:number', 'accepted:number', 'urgency', 'state', 'until:instant'],
      sorted(openRequests(record), ({ until }) => until, ({ requestId }) => requestId).map((request) => [
        ...nameOf(request), say(`text.need`, { kind: say(`code.need.${request.needKind}`), what: needName(gathering, thing, request) }), request.amount, sum([request.accepted]), say(`code.urgency.${request.urgency}`), say(`code.request_state.${request.state}`), request.until,
      ])),
  ]);
}

function needName({ say }: Gathering, thing: NameOf, { needKind, needCode }: { needKind: 'beds' | 'staff' | 'stock' | 'unit'; needCode: string }): string {
  const names = { beds: () => say(`code.bed.${needCode}`), staff: () => say(`code.role.${needCode}`), stock: () => thing(needCode), unit: () => say(`code.emt.${needCode}`) };
  return names[needKind]();
}
