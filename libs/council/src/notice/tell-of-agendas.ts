import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { council, type stream } from '#contracts';
import { telling, Tells, type Telling } from '#log';
import type { MeetingState } from '../meeting/meeting-states.js';
import { meetingThen } from './meeting-then.js';
import { partakersOf } from './partakers.js';

/** States in which members prepare a sitting: in it everybody sees the agenda before them, and before the convocation nobody does. */
const prepared: readonly MeetingState[] = ['convened', 'check_in', 'adjourned'];

/** Who is told that the agenda is another one: everybody who may take part but the one who changed it. */
@Injectable()
export class TellOfAgendas {
  @Tells(council.itemAdded)
  @Tells(council.itemChanged)
  @Tells(council.itemMoved)
  @Tells(council.itemRemoved)
  async changed(event: stream.Envelope, db: EntityManager): Promise<readonly Telling[]> {
    const meeting = await meetingThen(db, event);
    if (!prepared.includes(meeting.state)) return [];
    const { members, observers } = await partakersOf(db, meeting);
    const to = [...members, ...observers].filter((person) => event.actor !== `person:${person}`);
    return [telling(council.agendaChangedNotice, { key: event.id, about: event.stream, to, facts: { title: meeting.facts.title } })];
  }
}
