import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { setting } from '#config';
import { systemActor, systemClock } from '#kernel';
import { UnitOfWork } from '#log';
import { dropAbsent, meetingsWithAbsent } from './drop-absent.js';
import { settleLines, unsettledMeetings } from './settle-lines.js';

const grace = setting('HUB_COUNCIL_GRACE', z.coerce.number().int().min(1).max(3600).default(90), 'seconds that a seat stays present after its line was cut');

/** A process that was not seen for so long (ms) is dead: four heartbeats. */
const DEAD_AFTER = 20_000;
const WATCH = systemActor('attendance');

/** Looks after what no command tells: dead processes, and lines that did not come back. Any process may watch; all may. */
@Injectable()
export class AttendanceWatch {
  private readonly startedAt = systemClock.now();

  constructor(private readonly unitOfWork: UnitOfWork) {}

  /** One round. */
  async look(): Promise<void> {
    const now = systemClock.now();
    await this.bury(now);
    for (const id of await this.unitOfWork.run(WATCH, [], unsettledMeetings)) {
      await this.unitOfWork.run(WATCH, [id], (work) => settleLines(work, id, work.now));
    }
    // Nobody is dropped before they had the whole grace to come back to a hub that runs.
    const before = new Date(now.getTime() - grace.value * 1000);
    if (this.startedAt > before) return;
    for (const id of await this.unitOfWork.run(WATCH, [], (work) => meetingsWithAbsent(work, before))) {
      await this.unitOfWork.run(WATCH, [id], (work) => dropAbsent(work, id, before));
    }
  }

  /** The lines of a dead process were lost when it was last seen. */
  private async bury(now: Date): Promise<void> {
    await this.unitOfWork.run(WATCH, [], async (work) => {
      const dead = await work.db.query<{ id: string; seen_at: Date }[]>('SELECT id, seen_at FROM council_node WHERE seen_at < $1 ORDER BY id FOR UPDATE SKIP LOCKED', [new Date(now.getTime() - DEAD_AFTER)]);
      for (const node of dead) {
        const held = await work.db.query<{ meeting_id: string }[]>('SELECT DISTINCT meeting_id FROM council_line WHERE node_id = $1', [node.id]);
        await work.db.query('DELETE FROM council_node WHERE id = $1', [node.id]);
        for (const { meeting_id: id } of held) await settleLines(work, id, node.seen_at);
      }
    });
  }
}
