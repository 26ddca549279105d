import type { EntityManager } from 'typeorm';
import { knowDeployment } from './deployment.entity.js';

/** What somebody who begins to follow a deployment needs; everybody who belongs to the corridor may know it. */
export async function takeDeploymentSnapshot(db: EntityManager, id: string): Promise<unknown> {
  return { deployment: (await knowDeployment(db, id)).view() };
}
