import { Injectable } from '@nestjs/common';
import { corridor, type Data } from '#contracts';
import { systemActor } from '#kernel';
import { UnitOfWork } from '#log';
import { isDue, Runs, type JobHandler } from '#queue';
import { lapse } from './lapse-offers.js';
import { lockRequest, moveOffer, moveRequest, offersOf } from './request.js';

const CLERK = systemActor('capacity');

/** Ends a request at its time. One whose state moved on since the job was made has a timer of its own. */
@Injectable()
@Runs(corridor.endRequest)
export class EndRequest implements JobHandler<typeof corridor.endRequest> {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  async run({ requestId, version }: Data<typeof corridor.endRequest>): Promise<void> {
    await this.unitOfWork.run(CLERK, [], async (work) => {
      const [named] = await work.db.query<{ corridorId: string }[]>('SELECT corridor_id AS "corridorId" FROM corridor_capacity_request WHERE id = $1', [requestId]);
      if (named === undefined) return;
      const request = await lockRequest(work.db, named.corridorId, requestId);
      if (request.version !== version || !isDue(request.until, work.now) || (request.state !== 'open' && request.state !== 'filled')) return;
      await moveRequest(work, request, { state: request.state === 'filled' ? 'met' : 'expired' });
      for (const offer of await offersOf(work.db, requestId, ['accepted'])) await moveOffer(work, offer, 'kept');
      await lapse(work, requestId, ['offered']);
    });
  }
}
