import { Injectable } from '@nestjs/common';
import { council, type Input, type Output } from '#contracts';
import { refuseOn } from '#db';
import { DomainError, type Principal } from '#kernel';
import type { Work } from '#log';
import { type CommandHandler, Handles, insistOn } from '#realtime';
import { plannable } from '../meeting/meeting-states.js';
import { lockMeeting, streamOf } from '../meeting/meeting.entity.js';
import { AgendaItem, itemOf, readAgenda, savePlaces } from './agenda-item.entity.js';
import { itemMachine } from './item-states.js';
import { dropItem } from './number-items.js';

/** Only what has not been treated goes away, and only when nothing hangs on it. */
@Injectable()
@Handles(council.removeItem, (input) => ({ kind: 'meeting', id: input.meetingId }))
export class RemoveItem implements CommandHandler<typeof council.removeItem> {
  async execute(_: Principal, { meetingId, itemId }: Input<typeof council.removeItem>, work: Work): Promise<Output<typeof council.removeItem>> {
    (await lockMeeting(work.db, meetingId)).insist(plannable);
    const agenda = await readAgenda(work.db, meetingId);
    insistOn(itemMachine, itemOf(agenda, itemId).state, ['planned']);
    const occupied = (message: string): DomainError => new DomainError('item_has_children', message);
    if (agenda.some((item) => item.parentId === itemId)) throw occupied('The item has items below it; move or remove those first.');
    await work.db.delete(AgendaItem, { id: itemId }).catch(refuseOn('council_motion_item', occupied('A motion was tabled under this item; conclude it as withdrawn instead.')));
    await savePlaces(work.db, agenda, dropItem(agenda, itemId));
    work.record(council.itemRemoved, streamOf(meetingId), { itemId });
    return { itemId };
  }
}
