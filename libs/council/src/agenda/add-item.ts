import { Injectable } from '@nestjs/common';
import { council, type Input, type Output } from '#contracts';
import { newId, type Principal } from '#kernel';
import type { Work } from '#log';
import { Handles, type CommandHandler } from '#realtime';
import { plannable } from '../meeting/meeting-states.js';
import { lockMeeting, streamOf } from '../meeting/meeting.entity.js';
import { AgendaItem, itemOf, misplaced, readAgenda, savePlaces } from './agenda-item.entity.js';
import { MOST_ITEMS, placeItem } from './number-items.js';

/** A new item takes its place; later siblings move down. */
@Injectable()
@Handles(council.addItem, (input) => ({ kind: 'meeting', id: input.meetingId }))
export class AddItem implements CommandHandler<typeof council.addItem> {
  async execute(_: Principal, input: Input<typeof council.addItem>, work: Work): Promise<Output<typeof council.addItem>> {
    const { meetingId, parentId, title, kind, plannedMinutes } = input;
    (await lockMeeting(work.db, meetingId)).insist(plannable);
    const agenda = await readAgenda(work.db, meetingId);
    if (parentId !== null) itemOf(agenda, parentId);

    const id = newId();
    const places = placeItem(agenda, id, parentId, input.position ?? MOST_ITEMS);
    const place = places?.find((item) => item.id === id);
    if (places === null || place === undefined) throw misplaced();
    await savePlaces(work.db, agenda, places.filter((item) => item.id !== id));
    await work.db.insert(AgendaItem, { id, meetingId, parentId, position: place.position, title, kind, plannedMinutes, state: 'planned' });
    const item = itemOf(await readAgenda(work.db, meetingId), id);
    work.record(council.itemAdded, streamOf(meetingId), item);
    return { itemId: id, number: item.number };
  }
}
