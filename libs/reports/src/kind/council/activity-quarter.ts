import { Temporal } from 'temporal-polyfill';
import { reports } from '#contracts';
import type { Value } from '../../document/document.js';
import type { Gathering, ReportKind } from '../../document/report-kind.js';
import { bars } from '../../chart/bars.js';
import { chart, facts, section, share, sorted, sum, table } from '../compose.js';
import { happened } from '../window.js';
import type { MeetingRecord } from './meeting-record.js';
import { meetingsOf, sittingsIn } from './read-meetings.js';
import { rollOf } from './roll.js';

/** What a body did in one month. */
class Month {
  readonly meetings = new Set<string>();
  sittings = 0;
  seconds = 0;
  tabled = 0;
  polls = 0;
  carried = 0;
  ballots = 0;
  /** Seats that attended, and that could have, over all sittings. */
  attended = 0;
  seats = 0;

  values(): Value[] {
    return [this.meetings.size, this.sittings, sum([Math.round(this.seconds / 36) / 100]), this.tabled, this.polls, this.carried, this.ballots, share(this.attended, this.seats)];
  }
}

const FIGURES = ['meetings', 'sittings', 'hours', 'tabled', 'polls', 'carried', 'ballots'] as const;

/**
 * Months of the report's zone, each with the sittings that began in it, the motions that were tabled and the polls that were declared. Ballots are counted by the
 * declared tally, so that readers to whom single ballots are not shown see the same number.
 */
export const activityQuarter: ReportKind<typeof reports.activityQuarter> = {
  contract: reports.activityQuarter,
  async gather(gathering) {
    const { say, params: { bodyId } } = gathering;
    const meetings = await meetingsOf(gathering, bodyId);
    const months = await monthsOf(gathering, meetings, bodyId);
    const rows = sorted(months, ([name]) => name);
    const all = (pick: (month: Month) => number): number => sum(rows.map(([, month]) => pick(month)));
    return {
      title: say('council.activity_quarter.title'),
      subtitle: say('text.sittings', { count: all(({ sittings }) => sittings) }),
      sections: [
        section(gathering, 'activity', [
          ...(rows.length === 0 ? [] : [facts(gathering, [
            ['meetings', new Set(rows.flatMap(([, month]) => [...month.meetings])).size], ['sittings', all((one) => one.sittings)], ['hours', sum([Math.round(all((one) => one.seconds) / 36) / 100])], ['decided', all((one) => one.polls)],
            ['carried', all((one) => one.carried)], ['ballots', all((one) => one.ballots)], ['attendance:percent', share(all((one) => one.attended), all((one) => one.seats))],
          ])]),
          table(gathering, 'months', ['month', ...FIGURES.map((key) => `${key}:number`), 'attendance:percent'], rows.map(([name, month]) => [name, ...month.values()])),
          chart(gathering, 'months', bars(rows.map(([name]) => name), (['sittings', 'polls', 'tabled'] as const).map((key) => ({ name: say(`column.${key}`), values: rows.map(([, month]) => month[key]) })))),
        ]),
      ],
    };
  },
};

async function monthsOf(gathering: Gathering, meetings: readonly MeetingRecord[], bodyId: string): Promise<Map<string, Month>> {
  const months = new Map<string, Month>();
  const monthAt = (instant: string): Month => {
    const name = Temporal.Instant.from(instant).toZonedDateTimeISO(gathering.zone).toPlainDate().toPlainYearMonth().toString();
    const month = months.get(name) ?? new Month();
    months.set(name, month);
    return month;
  };
  const [counts, sittings] = [happened(gathering), sittingsIn(gathering, meetings)];
  const roll = sittings.length === 0 ? new Map() : await rollOf(gathering, bodyId, meetings);
  for (const { meeting, sitting, began } of sittings) {
    const month = monthAt(began);
    month.meetings.add(meeting.id);
    month.sittings += 1;
    month.seconds += meeting.lengthOf(sitting);
    month.seats += roll.size;
    month.attended += [...roll.keys()].filter((seatId) => meeting.secondsOf(seatId, sitting) > 0).length;
  }
  for (const { motions, polls } of meetings) {
    for (const { tabledAt } of motions.values()) if (counts(tabledAt)) monthAt(tabledAt).tabled += 1;
    for (const { declared, tally } of polls.values()) {
      if (declared === null || !counts(declared.at)) continue;
      const month = monthAt(declared.at);
      month.polls += 1;
      month.carried += declared.verdict.outcome === 'carried' ? 1 : 0;
      month.ballots += Number(tally?.heads.cast ?? 0);
    }
  }
  return months;
}
