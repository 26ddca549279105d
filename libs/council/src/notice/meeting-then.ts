import type { EntityManager } from 'typeorm';
import { council, type Data, type stream } from '#contracts';
import { eventsUpTo } from '#log';
import type { Meeting } from '../meeting/meeting.entity.js';
import type { MeetingState } from '../meeting/meeting-states.js';

type Facts = Data<typeof council.meetingChanged>;

/** A meeting as it stood when an event of its stream was recorded. Its row may have gone on since. */
export interface MeetingThen {
  readonly id: string;
  readonly facts: Facts;
  /** The facts before the last change of them; the same where there was none. */
  readonly before: Facts;
  readonly state: MeetingState;
  /** The state before the last step. */
  readonly from: MeetingState;
}

export async function meetingThen(db: EntityManager, event: stream.Envelope): Promise<MeetingThen> {
  const past = await eventsUpTo(db, event, [council.meetingDrafted, council.meetingChanged, council.meetingMoved]);
  const [facts, ...earlier] = past.filter(({ type }) => type !== council.meetingMoved.name).map(({ data }) => data as Facts).reverse();
  const step = past.findLast(({ type }) => type === council.meetingMoved.name)?.data as Data<typeof council.meetingMoved> | undefined;
  if (facts === undefined) throw new Error(`the stream ${event.stream} does not say what meeting it is of`);
  return { id: meetingOf(event.stream), facts, before: earlier[0] ?? facts, state: step?.to ?? 'draft', from: step?.from ?? 'draft' };
}

/** The meeting as its row has it now. */
export function meetingNow(meeting: Meeting): MeetingThen {
  const facts = meeting.facts();
  return { id: meeting.id, facts, before: facts, state: meeting.state, from: meeting.state };
}

/** The id in the name of a meeting's stream. */
export function meetingOf(streamName: string): string {
  return streamName.slice(streamName.indexOf(':') + 1);
}
