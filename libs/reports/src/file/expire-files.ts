import { Injectable, type OnModuleInit } from '@nestjs/common';
import { systemActor } from '#kernel';
import { Duties, UnitOfWork } from '#log';
import { ReportClock } from '../clock.js';

const system = systemActor('reports');
/** Seconds between two looks. */
const EVERY = 600;
/** Runs whose files one transaction takes away. */
const AT_ONCE = 50;

/** Takes away files that were kept for as long as their schedule says. The lines of runs stay. */
@Injectable()
export class ExpireFiles implements OnModuleInit {
  constructor(private readonly duties: Duties, private readonly unitOfWork: UnitOfWork, private readonly clock: ReportClock) {}

  onModuleInit(): void {
    this.duties.every(EVERY, 'taking away files of reports', async (off) => {
      while (!off.aborted && (await this.expire()) === AT_ONCE);
    });
  }

  /** @returns how many runs have lost their files now */
  expire(): Promise<number> {
    return this.unitOfWork.run(system, [], async ({ db }) => {
      const now = this.clock.now();
      const [over] = await db.query<[{ id: string }[], number]>(
        `UPDATE report_run SET files_gone_at = $1::timestamptz WHERE id IN (
           SELECT r.id FROM report_run r JOIN report_schedule s ON s.id = r.schedule_id
           WHERE r.ended_at IS NOT NULL AND r.files_gone_at IS NULL AND r.ended_at <= $1::timestamptz - make_interval(days => s.keep_days) ORDER BY r.ended_at LIMIT ${AT_ONCE} FOR UPDATE OF r SKIP LOCKED
         ) RETURNING id`, [now]);
      // Pieces go with their file.
      await db.query('DELETE FROM report_file f USING report_document d WHERE d.id = f.document_id AND d.run_id = ANY ($1::uuid[])', [over.map(({ id }) => id)]);
      return over.length;
    });
  }
}
