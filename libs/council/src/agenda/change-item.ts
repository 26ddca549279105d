import { Injectable } from '@nestjs/common';
import { council, type Input, type Output } from '#contracts';
import type { Principal } from '#kernel';
import type { Work } from '#log';
import { type CommandHandler, Handles, insistOn } from '#realtime';
import { plannable } from '../meeting/meeting-states.js';
import { lockMeeting, streamOf } from '../meeting/meeting.entity.js';
import { AgendaItem, itemOf, readAgenda } from './agenda-item.entity.js';
import { itemMachine } from './item-states.js';

/** What an item says changes until it is concluded. */
@Injectable()
@Handles(council.changeItem, (input) => ({ kind: 'meeting', id: input.meetingId }))
export class ChangeItem implements CommandHandler<typeof council.changeItem> {
  async execute(_: Principal, { meetingId, itemId, ...changes }: Input<typeof council.changeItem>, work: Work): Promise<Output<typeof council.changeItem>> {
    (await lockMeeting(work.db, meetingId)).insist(plannable);
    const item = itemOf(await readAgenda(work.db, meetingId), itemId);
    insistOn(itemMachine, item.state, ['planned', 'current', 'postponed']);
    const { title, kind, plannedMinutes } = { ...item, ...Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined)) };
    await work.db.update(AgendaItem, { id: itemId }, { title, kind, plannedMinutes });
    work.record(council.itemChanged, streamOf(meetingId), { ...item, title, kind, plannedMinutes });
    return { itemId, state: item.state };
  }
}
