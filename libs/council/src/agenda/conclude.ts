import { Injectable } from '@nestjs/common';
import { council, type Input, type Output } from '#contracts';
import type { Principal } from '#kernel';
import type { Work } from '#log';
import { type CommandHandler, Handles, insistOn } from '#realtime';
import { lockMeeting, streamOf } from '../meeting/meeting.entity.js';
import { AgendaItem, itemOf, readAgenda } from './agenda-item.entity.js';
import { insistOnDecision } from './insist-on-decision.js';
import { itemMachine } from './item-states.js';

/** The treatment of the current item ends with an outcome. */
@Injectable()
@Handles(council.conclude, (input) => ({ kind: 'meeting', id: input.meetingId }))
export class Conclude implements CommandHandler<typeof council.conclude> {
  async execute(_: Principal, { meetingId, itemId, outcome }: Input<typeof council.conclude>, work: Work): Promise<Output<typeof council.conclude>> {
    const meeting = await lockMeeting(work.db, meetingId);
    meeting.insist(['in_session', 'recess', 'adjourned']);
    insistOn(itemMachine, itemOf(await readAgenda(work.db, meetingId), itemId).state, ['current']);
    if (outcome === 'decided') await insistOnDecision(work, meeting, itemId);
    await work.db.update(AgendaItem, { id: itemId }, { state: outcome });
    work.record(council.itemConcluded, streamOf(meetingId), { itemId, outcome });
    return { itemId, state: outcome };
  }
}
