import { Injectable } from '@nestjs/common';
import { council, type Input, type Output } from '#contracts';
import type { Principal } from '#kernel';
import type { Work } from '#log';
import { Handles, type CommandHandler } from '#realtime';
import { plannable } from '../meeting/meeting-states.js';
import { lockMeeting, streamOf } from '../meeting/meeting.entity.js';
import { itemOf, misplaced, readAgenda, savePlaces } from './agenda-item.entity.js';
import { placeItem } from './number-items.js';

/** An item goes elsewhere with all below it; siblings close up behind it and make room before it. */
@Injectable()
@Handles(council.moveItem, (input) => ({ kind: 'meeting', id: input.meetingId }))
export class MoveItem implements CommandHandler<typeof council.moveItem> {
  async execute(_: Principal, { meetingId, itemId, parentId, position }: Input<typeof council.moveItem>, work: Work): Promise<Output<typeof council.moveItem>> {
    (await lockMeeting(work.db, meetingId)).insist(plannable);
    const agenda = await readAgenda(work.db, meetingId);
    itemOf(agenda, itemId);
    if (parentId !== null) itemOf(agenda, parentId);
    const places = placeItem(agenda, itemId, parentId, position);
    if (places === null) throw misplaced();
    await savePlaces(work.db, agenda, places);
    const item = itemOf(await readAgenda(work.db, meetingId), itemId);
    work.record(council.itemMoved, streamOf(meetingId), item);
    return { itemId, number: item.number };
  }
}
