import { asHub } from '#db';
import type { Work } from '#log';
import { lapse } from './lapse-offers.js';
import { lockRequest, moveRequest } from './request.js';

/** What a unit asked for at its site is not needed there any more once its deployment is over: who promised it is told, and free. */
export async function withdrawRequestsOf(work: Work, corridorId: string, unitId: string): Promise<void> {
  await asHub(work.db, async () => {
    const open = await work.db.query<{ id: string }[]>(`SELECT id FROM corridor_capacity_request WHERE holder_id = $1 AND state IN ('open', 'filled') ORDER BY id`, [unitId]);
    for (const { id } of open) {
      const request = await lockRequest(work.db, corridorId, id);
      if (request.state !== 'open' && request.state !== 'filled') continue;
      await moveRequest(work, request, { state: 'withdrawn' });
      await lapse(work, id, ['offered', 'accepted']);
    }
  });
}
