import { corridor, type Data } from '#contracts';
import type { Work } from '#log';
import { locatedAudience } from '../crossing/located-audience.js';
import type { Deployment } from '../deployment/deployment.entity.js';

/** Tells how the way of a deployment stands now, to those who may know where it is. */
export async function tellRoute(work: Work, { id, corridorId, operatorId, unitId }: Deployment, facts: Pick<Data<typeof corridor.routeChanged>, 'version' | 'state' | 'lengthMetres'>): Promise<void> {
  const audience = await locatedAudience(work.db, corridorId, operatorId);
  work.record(corridor.routeChanged, `deployment:${id}`, { deploymentId: id, unitId, institutionId: operatorId, ...facts }, { audience });
}
