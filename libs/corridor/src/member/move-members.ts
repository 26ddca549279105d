import { moveRights } from '#identity';
import type { Work } from '#log';
import { deploymentMachine } from '../deployment/deployment-states.js';

/** Who takes part in a corridor has changed: whoever reads it, its positions or its deployments is looked at again within a second. */
export async function moveMembers(work: Work, corridorId: string): Promise<void> {
  const deployments = await work.db.query<{ id: string }[]>(`SELECT id FROM corridor_deployment WHERE corridor_id = $1 AND state <> ALL ($2)`, [corridorId, deploymentMachine.ends]);
  moveRights(work, [`corridor:${corridorId}`, `positions:${corridorId}`, ...deployments.map(({ id }) => `deployment:${id}`)]);
}
