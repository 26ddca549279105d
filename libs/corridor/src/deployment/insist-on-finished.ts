import type { EntityManager } from 'typeorm';
import { asHub } from '#db';
import { DomainError } from '#kernel';
import type { Deployment } from './deployment.entity.js';

interface Unfinished {
  readonly tasks: number;
  readonly handovers: number;
  readonly shipments: number;
  readonly devices: number;
}

/**
 * What somebody else still waits for hinders the end of a deployment: tasks, which go to the next shift and then to nobody; a
 * handover that was not accepted; what is sent to the unit and would find nobody; devices of others, which would go home with
 * it. The unit's own devices and stock go home with it, and its way home and its alerts go on. @throws DomainError deployment_unfinished
 */
export async function insistOnFinished(db: EntityManager, { id, unitId, operatorId }: Deployment): Promise<void> {
  // Read as the hub: nobody's narrower view leaves anything out.
  const [left] = await asHub(db, () => db.query<Unfinished[]>(
    `SELECT (SELECT count(*)::int FROM corridor_task WHERE deployment_id = $1 AND closed_at IS NULL) AS tasks,
       (SELECT count(*)::int FROM corridor_handover WHERE deployment_id = $1 AND state NOT IN ('accepted', 'withdrawn')) AS handovers,
       (SELECT count(*)::int FROM corridor_shipment WHERE to_id = $2 AND state IN ('dispatched', 'at_border', 'cleared', 'delivered')) AS shipments,
       (SELECT count(*)::int FROM corridor_equipment WHERE holder_id = $2 AND institution_id <> $3 AND status <> 'entered_in_error') AS devices`,
    [id, unitId, operatorId],
  ));
  if (left === undefined) throw new Error('what is left of a deployment was not counted');
  const named = [tell(left.tasks, 'open task'), tell(left.handovers, 'handover', ' not accepted'), tell(left.shipments, 'shipment', ' on the way to the unit'), tell(left.devices, 'device', ' of another organisation at the unit')].filter((one) => one !== null);
  if (named.length > 0) throw new DomainError('deployment_unfinished', `The deployment cannot be closed yet: there is still ${named.join(', ')}.`, { ...left });
}

function tell(count: number, thing: string, how = ''): string | null {
  return count === 0 ? null : `${count} ${thing}${count === 1 ? '' : 's'}${how}`;
}
