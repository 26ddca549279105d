import { council, type stream } from '#contracts';
import type { Gathering } from '../../document/report-kind.js';
import { ask, list } from '../ask.js';
import { fold, on, type Case } from '../fold.js';
import { happened } from '../window.js';
import { MeetingRecord, type Sitting } from './meeting-record.js';

type Find = (event: stream.Envelope) => MeetingRecord;

/** What each event does to the record of its meeting. */
function casesOf(find: Find): readonly Case[] {
  return [
    on(council.meetingDrafted, (facts, event) => { find(event).facts = facts; }),
    on(council.meetingChanged, (facts, event) => { find(event).facts = facts; }),
    on(council.meetingMoved, (moved, event) => { find(event).move(moved, event.time); }),
    on(council.itemAdded, (item, event) => { find(event).agenda.place(item); }),
    on(council.itemChanged, (item, event) => { find(event).agenda.change(item); }),
    on(council.itemMoved, (item, event) => { find(event).agenda.place(item); }),
    on(council.itemRemoved, ({ itemId }, event) => { find(event).agenda.remove(itemId); }),
    on(council.itemTakenUp, ({ itemId, previous }, event) => {
      if (previous !== null) find(event).agenda.settle(previous.itemId, previous.state);
      find(event).agenda.settle(itemId, 'current');
    }),
    on(council.itemConcluded, ({ itemId, outcome }, event) => { find(event).agenda.settle(itemId, outcome); }),
    on(council.checkedIn, (presence, event) => { find(event).enter(presence); }),
    on(council.handedOver, (presence, event) => { find(event).enter(presence); }),
    on(council.checkedOut, ({ seatId, until }, event) => { find(event).leave(seatId, until); }),
    on(council.motionTabled, (motion, event) => { find(event).motions.set(motion.id, { ...motion, tabledAt: event.time }); }),
    on(council.motionWithdrawn, ({ motionId }, event) => { find(event).setMotion(motionId, 'withdrawn'); }),
    on(council.pollOpened, (poll, event) => { find(event).open(poll); }),
    on(council.ballotCast, ({ pollId, seatId, choice }, event) => { find(event).polls.get(pollId)?.ballots.set(seatId, choice); }),
    on(council.pollClosed, ({ pollId, tally }, event) => { Object.assign(find(event).polls.get(pollId) ?? {}, { state: 'closed', tally }); }),
    on(council.pollDeclared, (declared, event) => { find(event).declare(declared, event.time); }),
    on(council.pollAnnulled, (annulled, event) => { find(event).annul(annulled); }),
  ];
}

/**
 * What the events of the range tell of these meetings, in the order in which they are first told of. What a meeting is called and of which body it is
 * is read from the hub where its draft lies before the range, or is not shown to the reader. Meetings that are not shown at all are left out.
 */
async function readMeetings(gathering: Gathering, ids: readonly string[]): Promise<MeetingRecord[]> {
  const records = new Map<string, MeetingRecord>();
  const find: Find = ({ stream: name, time }) => {
    const id = idIn(name);
    const record = records.get(id) ?? new MeetingRecord(id);
    record.until = time;
    records.set(id, record);
    return record;
  };
  await fold(gathering, casesOf(find), { streams: ids.map((id) => `meeting:${id}`) });
  for (const record of records.values()) record.facts ??= await ask(gathering, council.meetingById, { meetingId: record.id });
  return [...records.values()].filter(({ facts }) => facts !== null);
}

/** One meeting; null where nothing of it is shown to the reader. */
export async function readMeeting(gathering: Gathering, meetingId: string): Promise<MeetingRecord | null> {
  return (await readMeetings(gathering, [meetingId]))[0] ?? null;
}

/** The meetings of a body: those that were drafted in the range, and those that the reader is shown in the list of meetings. */
export async function meetingsOf(gathering: Gathering, bodyId: string): Promise<MeetingRecord[]> {
  const ids = new Set((await list(gathering, council.meetings, { bodyId })).map(({ id }) => id));
  await fold(gathering, [on(council.meetingDrafted, (facts, event) => { if (facts.bodyId === bodyId) ids.add(idIn(event.stream)); })]);
  return ids.size === 0 ? [] : readMeetings(gathering, [...ids].sort());
}

const idIn = (name: string): string => name.slice(name.indexOf(':') + 1);

/** The sittings that began in the window, each with its meeting. */
export function sittingsIn(gathering: Gathering, meetings: readonly MeetingRecord[]): { meeting: MeetingRecord; sitting: Sitting; began: string }[] {
  const counts = happened(gathering);
  return meetings
    .flatMap((meeting) => meeting.sittings.map((sitting) => ({ meeting, sitting, began: sitting.spans[0]?.from ?? '' })))
    .filter(({ began }) => counts(began));
}
