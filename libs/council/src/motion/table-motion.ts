import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { council, type Input, type Output } from '#contracts';
import { DomainError, newId, type Principal } from '#kernel';
import type { Work } from '#log';
import { Handles, type CommandHandler, type Granted } from '#realtime';
import { itemOf, readAgenda } from '../agenda/agenda-item.entity.js';
import { open } from '../meeting/meeting-states.js';
import { lockMeeting, saveMeeting, streamOf } from '../meeting/meeting.entity.js';
import { Motion, motionView } from './motion.entity.js';

/** A seat's people or the secretary table a motion; who acts for a seat now tables it in the name of the seat. */
@Injectable()
@Handles(council.tableMotion, (input) => ({ kind: 'meeting', id: input.meetingId }))
export class TableMotion implements CommandHandler<typeof council.tableMotion> {
  async execute(actor: Principal, input: Input<typeof council.tableMotion>, work: Work, { standing }: Granted): Promise<Output<typeof council.tableMotion>> {
    const { meetingId, title, text, language, agendaItemId = null } = input;
    const submitterId = actor.personId;
    if (submitterId === null) throw new DomainError('forbidden', 'Only people table motions.');
    const meeting = await lockMeeting(work.db, meetingId);
    meeting.insist(open);
    if (agendaItemId !== null) itemOf(await readAgenda(work.db, meetingId), agendaItemId);
    const [acting] = await work.db.query<{ seat_id: string }[]>('SELECT seat_id FROM council_presence WHERE meeting_id = $1 AND person_id = $2 AND until IS NULL', [meetingId, submitterId]);
    if (acting === undefined && !standing.has('secretary')) throw new DomainError('not_acting', 'You act for no seat now; check in first.');

    meeting.motionNumbers += 1;
    await saveMeeting(work.db, meeting, 'motionNumbers');
    const textHash = createHash('sha256').update(text).digest('hex');
    const motion = { id: newId(), number: meeting.motionNumbers, agendaItemId, title, language, textHash, submitterId, seatId: acting?.seat_id ?? null, state: 'tabled' as const };
    await work.db.insert(Motion, { ...motion, meetingId, text, tabledAt: work.now });
    work.record(council.motionTabled, streamOf(meetingId), motionView(motion));
    return { motionId: motion.id, number: motion.number, textHash };
  }
}
