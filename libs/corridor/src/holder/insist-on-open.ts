import { DomainError } from '#kernel';
import type { Holder } from './holder.js';

/** @throws DomainError centre_closed, unit_retired */
export function insistOnOpen(holder: Holder): Holder {
  if (holder.open) return holder;
  throw holder.kind === 'centre' ? new DomainError('centre_closed', 'The centre is closed.', { centreId: holder.id }) : new DomainError('unit_retired', 'The unit is retired.', { unitId: holder.id });
}
