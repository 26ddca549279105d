import { Injectable } from '@nestjs/common';
import { corridor } from '#contracts';
import { systemActor } from '#kernel';
import { Duties, UnitOfWork, type Work } from '#log';
import { raiseAlert } from '../alert/raise-alert.js';
import { streamOf } from '../corridor/corridor.entity.js';
import { alertOf, readHolder, toldOf } from '../holder/holder.js';
import { audienceOf } from '../sharing/audience-of.js';
import { nextStale, staleFields, type Readings } from './judge-age.js';
import type { BoardClass } from './report-board.js';

const WATCH = systemActor('boards');
/** Seconds: the shortest rule is an hour, so a board is told stale a hundredth of that late at the most. */
const LOOK = 30;
/** Boards of one look; what is left is taken by the next turn of the loop. */
const PAGE = 200;

interface Due {
  readonly corridorId: string;
  readonly holderKind: 'centre' | 'unit';
  readonly holderId: string;
  readonly dataClass: BoardClass;
}

/** Tells boards on which a field has turned stale. Nobody reports that nobody reports, so the hub looks by its own clock. */
@Injectable()
export class WatchBoards {
  constructor(duties: Duties, private readonly unitOfWork: UnitOfWork) {
    duties.every(LOOK, 'stale boards', (off) => this.look(off));
  }

  async look(off?: AbortSignal): Promise<void> {
    for (let found = PAGE; found === PAGE && off?.aborted !== true;) {
      const due = await this.unitOfWork.run(WATCH, [], ({ db, now }) => db.query<Due[]>(
        `SELECT corridor_id AS "corridorId", holder_kind AS "holderKind", holder_id AS "holderId", data_class AS "dataClass" FROM corridor_board WHERE stale_due <= $1 ORDER BY stale_due LIMIT ${PAGE}`, [now]));
      for (const one of due) await this.unitOfWork.run(WATCH, [one.corridorId, one.holderId], (work) => this.tell(work, one));
      found = due.length;
    }
  }

  private async tell(work: Work, { corridorId, holderKind, holderId, dataClass }: Due): Promise<void> {
    const [row] = await work.db.query<{ readings: Readings }[]>('SELECT readings FROM corridor_board WHERE holder_id = $1 AND data_class = $2 AND stale_due <= $3 FOR UPDATE', [holderId, dataClass, work.now]);
    // A report came in between.
    if (row === undefined) return;
    await work.db.query('UPDATE corridor_board SET stale_told = $3, stale_due = $4 WHERE holder_id = $1 AND data_class = $2', [holderId, dataClass, work.now, nextStale(row.readings, work.now)]);
    const fields = staleFields(row.readings, work.now);
    const [oldest] = fields.map((field) => row.readings[field]?.asOf ?? '').sort();
    if (oldest === undefined) return;
    const holder = await readHolder(work.db, { kind: holderKind, id: holderId });
    work.record(corridor.boardTurnedStale, streamOf(corridorId), { ...toldOf(holder), dataClass, fields, oldestAsOf: oldest }, { audience: await audienceOf(work.db, corridorId, holder.institutionId, dataClass) });
    if (!holder.open) return;
    await raiseAlert(work, {
      ...alertOf(holder), key: `board_stale:${holderId}`, kind: 'board_stale', severity: 'minor', urgency: 'expected', certainty: 'observed', observedAt: work.now, facts: { fields: fields.length, oldestAsOf: oldest },
    });
  }
}
