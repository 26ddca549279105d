import { reports } from '#contracts';
import type { Value } from '../../document/document.js';
import type { Gathering, ReportKind } from '../../document/report-kind.js';
import { bars } from '../../chart/bars.js';
import { chart, facts, section, share, sorted, table } from '../compose.js';
import { countryNames, institutionNames } from '../names.js';
import { happened } from '../window.js';
import type { Poll } from './meeting-record.js';
import { meetingsOf, sittingsIn } from './read-meetings.js';
import { rollOf } from './roll.js';

/** How often somebody was there and how they voted; seats of one country are added up. */
class Standing {
  sittings = 0;
  attended = 0;
  seconds = 0;
  polls = 0;
  readonly votes = { yes: 0, no: 0, abstain: 0 };

  add(other: Standing): this {
    this.sittings += other.sittings;
    this.attended += other.attended;
    this.seconds += other.seconds;
    this.polls += other.polls;
    for (const choice of ['yes', 'no', 'abstain'] as const) this.votes[choice] += other.votes[choice];
    return this;
  }

  get cast(): number {
    return this.votes.yes + this.votes.no + this.votes.abstain;
  }

  values(): Value[] {
    const { sittings, attended, seconds, polls, cast, votes: { yes, no, abstain } } = this;
    return [sittings, attended, share(attended, sittings), Math.round(seconds / 60), polls, cast, share(cast, polls), yes, no, abstain];
  }
}

const FIGURES = ['sittings:number', 'attended:number', 'attendance:percent', 'minutes:number', 'polls:number', 'ballots:number', 'participation:percent', 'yes:number', 'no:number', 'abstain:number'];

/**
 * The sittings that began in the window and the polls that were declared in it, against the roll of the body. A seat attended a sitting when it was present
 * while the sitting was in session. Ballots are named where the reader is shown them; to others every choice is nought.
 */
export const attendanceRecord: ReportKind<typeof reports.attendanceRecord> = {
  contract: reports.attendanceRecord,
  async gather(gathering) {
    const { say, params: { bodyId } } = gathering;
    const standings = await standingsOf(gathering, bodyId);
    const [institution, country] = [await institutionNames(gathering), countryNames(gathering)];
    const rows = sorted(standings.map((one) => ({ ...one, name: institution(one.institutionId) })), ({ name }) => name, ({ seatId }) => seatId);
    const countries = new Map<string, { seats: number; standing: Standing }>();
    for (const { countryCode, standing } of rows) {
      const known = countries.get(countryCode) ?? { seats: 0, standing: new Standing() };
      countries.set(countryCode, { seats: known.seats + 1, standing: known.standing.add(standing) });
    }
    const whole = rows.reduce((all, { standing }) => all.add(standing), new Standing());
    return {
      title: say('council.attendance_record.title'),
      subtitle: say('text.institutions', { count: rows.length }),
      sections: [
        section(gathering, 'institutions', [
          // Every seat of the roll is counted over the same sittings and polls.
          ...rows.slice(0, 1).map(({ standing: { sittings, polls } }) => facts(gathering, [['sittings', sittings], ['polls', polls], ['attendance:percent', share(whole.attended, whole.sittings)], ['participation:percent', share(whole.cast, whole.polls)]])),
          table(gathering, 'institutions', ['institutionId:id', 'institution', 'country', ...FIGURES], rows.map(({ institutionId, name, countryCode, standing }) => [institutionId, name, country(countryCode), ...standing.values()])),
          chart(gathering, 'attendance', bars(rows.map(({ name }) => name), [{ name: say('column.attendance'), values: rows.map(({ standing }) => share(standing.attended, standing.sittings)) }], { percent: true })),
        ]),
        section(gathering, 'countries', [
          table(gathering, 'countries', ['countryCode', 'country', 'seats:number', ...FIGURES], sorted(countries, ([code]) => code).map(([code, { seats, standing }]) => [code, country(code), seats, ...standing.values()])),
        ]),
      ],
    };
  },
};

async function standingsOf(gathering: Gathering, bodyId: string): Promise<{ seatId: string; institutionId: string; countryCode: string; standing: Standing }[]> {
  const meetings = await meetingsOf(gathering, bodyId);
  const [sittings, counts] = [sittingsIn(gathering, meetings), happened(gathering)];
  const polls = meetings.flatMap((meeting) => [...meeting.polls.values()]).filter(({ declared }) => declared !== null && counts(declared.at));
  if (sittings.length === 0 && polls.length === 0) return [];
  const roll = await rollOf(gathering, bodyId, meetings);
  return [...roll].map(([seatId, seat]) => {
    const standing = new Standing();
    for (const { meeting, sitting } of sittings) {
      const seconds = meeting.secondsOf(seatId, sitting);
      standing.sittings += 1;
      standing.attended += seconds > 0 ? 1 : 0;
      standing.seconds += seconds;
    }
    countVotes(standing, seatId, polls);
    return { seatId, ...seat, standing };
  });
}

function countVotes(standing: Standing, seatId: string, polls: readonly Poll[]): void {
  for (const { ballots } of polls) {
    const choice = ballots.get(seatId);
    standing.polls += 1;
    if (choice !== undefined) standing.votes[choice] += 1;
  }
}
