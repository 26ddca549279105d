import { council, reports } from '#contracts';
import type { Section, Value } from '../../document/document.js';
import type { Gathering, ReportKind } from '../../document/report-kind.js';
import { list } from '../ask.js';
import { bars } from '../../chart/bars.js';
import { chart, facts, section, sorted, table } from '../compose.js';
import { countryNames, institutionNames, type NameOf } from '../names.js';
import type { MeetingRecord, Motion } from './meeting-record.js';
import { readMeeting } from './read-meetings.js';

/** What all parts of a pack are made of. */
interface Pack {
  readonly gathering: Gathering;
  readonly meeting: MeetingRecord;
  readonly institution: NameOf;
  readonly country: NameOf;
}

/**
 * All of one meeting. Texts of motions are read from the hub: they never change, and the hash in the event binds them. Who voted how
 * is in it for readers who are shown the ballots; to others it says how many.
 */
export const meetingPack: ReportKind<typeof reports.meetingPack> = {
  contract: reports.meetingPack,
  async gather(gathering) {
    const { say, params: { meetingId } } = gathering;
    const title = say('council.meeting_pack.title');
    const meeting = await readMeeting(gathering, meetingId);
    if (meeting?.facts == null) return { title, subtitle: say('text.nothing'), sections: [section(gathering, 'agenda', [agenda(gathering, null)])] };
    const pack = { gathering, meeting, institution: await institutionNames(gathering), country: countryNames(gathering) };
    const { title: subtitle, start, zone, plannedMinutes } = meeting.facts;
    return {
      title, subtitle,
      sections: [
        {
          title: say('section.meeting'),
          blocks: [facts(gathering, [
            ['state:text', say(`code.meeting_state.${meeting.state}`)], ['start:text', `${start.replace('T', ' ')} ${zone}`], ['plannedMinutes', plannedMinutes], ['sittings', meeting.sittings.length],
            ['minutesInSession', Math.round(meeting.sittings.reduce((all, one) => all + meeting.lengthOf(one), 0) / 60)], ['motions', meeting.motions.size],
          ])],
        },
        section(gathering, 'agenda', [agenda(gathering, meeting)]),
        ...(await papers(pack)), attendance(pack), votes(pack), ballots(pack),
      ],
    };
  },
};

function agenda(gathering: Gathering, meeting: MeetingRecord | null): ReturnType<typeof table> {
  const { say } = gathering;
  const rows = meeting?.agenda.read().map(({ number, title, kind, plannedMinutes, state }): Value[] => [number, title, say(`code.item_kind.${kind}`), plannedMinutes, say(`code.item_state.${state}`)]);
  return table(gathering, 'agenda', ['number', 'title', 'kind', 'plannedMinutes:number', 'state'], rows ?? []);
}

/** The texts that lay before the meeting. */
async function papers({ gathering, meeting }: Pack): Promise<Section[]> {
  if (meeting.motions.size === 0) return [];
  const texts = new Map((await list(gathering, council.motions, { meetingId: meeting.id })).map((motion) => [motion.id, motion]));
  return byNumber(meeting).map(({ id, number, title, textHash }) => {
    const text = texts.get(id);
    return {
      title: gathering.say('text.motion', { number, title }),
      blocks: [{ block: 'paragraph', text: text?.textHash === textHash ? text.text : gathering.say('text.notShown') }, facts(gathering, [['textHash:id', textHash]])],
    };
  });
}

function attendance({ gathering, meeting, institution, country }: Pack): Section {
  const { say } = gathering;
  const rows = meeting.presences.map(({ seatId, mode, from, to }) => {
    const seat = meeting.seats.get(seatId);
    const seconds = meeting.sittings.reduce((all, sitting) => all + meeting.secondsIn({ from, to }, sitting), 0);
    return { name: seat === undefined ? seatId.slice(0, 8) : institution(seat.institutionId), country: seat === undefined ? null : country(seat.countryCode), mode, from, to, minutes: Math.round(seconds / 60) };
  });
  return section(gathering, 'attendance', [
    table(gathering, 'attendance', ['institution', 'country', 'mode', 'from:instant', 'until:instant', 'minutes:number'],
      sorted(rows, ({ name }) => name, ({ from }) => from).map((row) => [row.name, row.country, say(`code.presence.${row.mode}`), row.from, row.to, row.minutes])),
  ]);
}

function votes({ gathering, meeting }: Pack): Section {
  const { say } = gathering;
  const polls = sorted(meeting.polls.values(), ({ openedAt }) => openedAt, ({ id }) => id);
  const counted = polls.flatMap(({ motionId, tally }) => (tally === null ? [] : [{ place: String(meeting.motions.get(motionId)?.number ?? '–'), heads: tally.heads }]));
  const rows = polls.map(({ motionId, openedAt, state, tally, declared, entitledSeats }): Value[] => {
    const [motion, heads] = [meeting.motions.get(motionId), tally?.heads];
    const count = (of: 'yes' | 'no' | 'abstain'): number | null => (heads === undefined ? null : Number(heads[of]));
    return [
      motion?.number ?? null, motion?.title ?? motionId, openedAt, say(`code.poll_state.${state}`), declared === null ? null : say(`code.motion_state.${declared.verdict.outcome}`),
      count('yes'), count('no'), count('abstain'), entitledSeats, declared === null ? null : Number(declared.verdict.inFavour), declared === null ? null : Number(declared.verdict.base),
    ];
  });
  return section(gathering, 'votes', [
    table(gathering, 'votes', ['motion:number', 'title', 'opened:instant', 'state', 'outcome', 'yes:number', 'no:number', 'abstain:number', 'entitled:number', 'inFavour:number', 'base:number'], rows),
    ...(counted.length === 0 ? [] : [
      chart(gathering, 'votes', bars(counted.map(({ place }) => place), (['yes', 'no', 'abstain'] as const).map((key) => ({ name: say(`column.${key}`), values: counted.map(({ heads }) => Number(heads[key])) })), { stacked: true })),
    ]),
  ]);
}

function ballots({ gathering, meeting, institution, country }: Pack): Section {
  const { say } = gathering;
  const rows = [...meeting.polls.values()].flatMap(({ motionId, openedAt, ballots: cast }) => [...cast].map(([seatId, choice]) => {
    const seat = meeting.seats.get(seatId);
    return { openedAt, motion: meeting.motions.get(motionId)?.number ?? null, name: seat === undefined ? seatId.slice(0, 8) : institution(seat.institutionId), country: seat === undefined ? null : country(seat.countryCode), choice };
  }));
  return section(gathering, 'ballots', [
    table(gathering, 'ballots', ['motion:number', 'opened:instant', 'institution', 'country', 'choice'],
      sorted(rows, ({ openedAt }) => openedAt, ({ name }) => name).map((row) => [row.motion, row.openedAt, row.name, row.country, say(`code.choice.${row.choice}`)])),
  ]);
}

function byNumber(meeting: MeetingRecord): Motion[] {
  return sorted(meeting.motions.values(), ({ number }) => number);
}
