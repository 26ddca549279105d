import { reports } from '#contracts';
import type { Value } from '../../document/document.js';
import type { Gathering, ReportKind } from '../../document/report-kind.js';
import { shares } from '../../chart/shares.js';
import { chart, facts, section, sorted, table } from '../compose.js';
import { happened } from '../window.js';
import type { MeetingRecord, Motion, Poll } from './meeting-record.js';
import { meetingsOf } from './read-meetings.js';

/** A motion with the poll that decided it. */
interface Decision {
  readonly meeting: MeetingRecord;
  readonly motion: Motion;
  readonly poll: Poll & { readonly declared: NonNullable<Poll['declared']> };
}

/**
 * The motions whose result was declared in the window. Follow-up is what the events say afterwards: how the treatment of the item of the agenda ended.
 * Motions that were tabled by the end of the window and neither decided nor withdrawn wait.
 */
export const resolutions: ReportKind<typeof reports.resolutions> = {
  contract: reports.resolutions,
  async gather(gathering) {
    const { say, params: { bodyId } } = gathering;
    const meetings = await meetingsOf(gathering, bodyId);
    const decisions = sorted(decisionsIn(gathering, meetings), ({ poll }) => poll.declared.at, ({ poll }) => poll.id);
    const carried = decisions.filter(({ poll }) => poll.declared.verdict.outcome === 'carried').length;
    const waiting = meetings.flatMap((meeting) => [...meeting.motions.values()].filter(({ state }) => state === 'tabled' || state === 'voting').map((motion) => ({ meeting, motion })));
    return {
      title: say('council.resolutions.title'),
      subtitle: say('text.decisions', { count: decisions.length }),
      sections: [
        section(gathering, 'resolutions', [
          ...(decisions.length === 0 ? [] : [facts(gathering, [['decided', decisions.length], ['carried', carried], ['lost', decisions.length - carried]])]),
          table(gathering, 'resolutions', ['decidedAt:instant', 'meeting', 'motion:number', 'title', 'outcome', 'yes:number', 'no:number', 'abstain:number', 'inFavour:number', 'base:number', 'item', 'followUp', 'textHash:id'],
            decisions.map((decision) => rowOf(gathering, decision))),
          chart(gathering, 'resolutions', shares([{ name: say('fact.carried'), value: carried }, { name: say('fact.lost'), value: decisions.length - carried }])),
        ]),
        section(gathering, 'waiting', [
          table(gathering, 'waiting', ['tabledAt:instant', 'meeting', 'motion:number', 'title', 'state', 'item', 'followUp'],
            sorted(waiting, ({ motion }) => motion.tabledAt, ({ motion }) => motion.id).map(({ meeting, motion }) => [
              motion.tabledAt, meeting.facts?.title ?? null, motion.number, motion.title, say(`code.motion_state.${motion.state}`), ...followUp(gathering, meeting, motion),
            ])),
        ]),
      ],
    };
  },
};

function decisionsIn(gathering: Gathering, meetings: readonly MeetingRecord[]): Decision[] {
  const counts = happened(gathering);
  return meetings.flatMap((meeting) => [...meeting.polls.values()].flatMap((poll): Decision[] => {
    const { declared, motionId } = poll;
    const motion = meeting.motions.get(motionId);
    return declared === null || motion === undefined || !counts(declared.at) ? [] : [{ meeting, motion, poll: { ...poll, declared } }];
  }));
}

function rowOf(gathering: Gathering, { meeting, motion, poll: { declared, tally } }: Decision): Value[] {
  const heads = tally?.heads;
  return [
    declared.at, meeting.facts?.title ?? null, motion.number, motion.title, gathering.say(`code.motion_state.${declared.verdict.outcome}`),
    Number(heads?.yes ?? 0), Number(heads?.no ?? 0), Number(heads?.abstain ?? 0), Number(declared.verdict.inFavour), Number(declared.verdict.base), ...followUp(gathering, meeting, motion), motion.textHash,
  ];
}

/** The item of the agenda that a motion belongs to, and how it stands at the end. */
function followUp({ say }: Gathering, meeting: MeetingRecord, { agendaItemId }: Motion): [Value, Value] {
  const item = meeting.agenda.read().find(({ id }) => id === agendaItemId);
  return item === undefined ? [null, null] : [`${item.number} ${item.title}`, say(`code.item_state.${item.state}`)];
}
