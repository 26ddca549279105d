import type { Work } from '#log';
import type { OfferState } from './capacity-states.js';
import { moveOffer, offersOf } from './request.js';

/** What was offered is not needed any more, and free again. To be called under the lock of the request. */
export async function lapse(work: Work, requestId: string, states: readonly OfferState[]): Promise<void> {
  for (const offer of await offersOf(work.db, requestId, states)) await moveOffer(work, offer, 'lapsed');
}
