import { Injectable } from '@nestjs/common';
import { systemActor } from '#kernel';
import { Duties, UnitOfWork } from '#log';
import { lockEquipment } from './equipment.entity.js';
import { settleDue } from './settle-due.js';

const WATCH = systemActor('maintenance');
/** Seconds between two looks: what falls due on a day is told within this of its beginning. */
const EVERY = 60;
/** Devices that one look tells of; the rest waits for the next. */
const AT_ONCE = 200;

/** Tells what has fallen due by its day. What falls due by a meter is told when the meter is read. */
@Injectable()
export class WatchMaintenance {
  constructor(duties: Duties, private readonly unitOfWork: UnitOfWork) {
    duties.every(EVERY, 'maintenance that falls due', () => this.look());
  }

  async look(): Promise<void> {
    const due = await this.unitOfWork.read(WATCH, [], (db) => db.query<{ id: string }[]>(`SELECT DISTINCT equipment_id AS id FROM corridor_maintenance_due LIMIT ${AT_ONCE}`));
    for (const { id } of due) await this.unitOfWork.run(WATCH, [], async (work) => settleDue(work, await lockEquipment(work.db, id)));
  }
}
