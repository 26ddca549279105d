import { Injectable } from '@nestjs/common';
import { council, type Input, type Output } from '#contracts';
import type { Principal } from '#kernel';
import type { Work } from '#log';
import { type CommandHandler, Handles, next } from '#realtime';
import { lockMeeting, streamOf } from '../meeting/meeting.entity.js';
import { AgendaItem, itemOf, readAgenda } from './agenda-item.entity.js';
import { insistOnDecision } from './insist-on-decision.js';
import { itemMachine, type ItemState } from './item-states.js';

/** One item is current at a time: the one before is concluded, or goes back to planned. */
@Injectable()
@Handles(council.takeUp, (input) => ({ kind: 'meeting', id: input.meetingId }))
export class TakeUp implements CommandHandler<typeof council.takeUp> {
  async execute(_: Principal, { meetingId, itemId, previous }: Input<typeof council.takeUp>, work: Work): Promise<Output<typeof council.takeUp>> {
    const meeting = await lockMeeting(work.db, meetingId);
    meeting.insist(['in_session']);
    const agenda = await readAgenda(work.db, meetingId);
    const state = next(itemMachine, itemOf(agenda, itemId).state, council.takeUp);
    const before = agenda.find((item) => item.state === 'current');
    const left: { itemId: string; state: ItemState } | null = before === undefined ? null : { itemId: before.id, state: previous ?? 'planned' };
    if (left?.state === 'decided') await insistOnDecision(work, meeting, left.itemId);
    if (left !== null) await work.db.update(AgendaItem, { id: left.itemId }, { state: left.state });
    await work.db.update(AgendaItem, { id: itemId }, { state });
    work.record(council.itemTakenUp, streamOf(meetingId), { itemId, previous: left });
    return { itemId, state };
  }
}
