import type { EntityManager } from 'typeorm';
import { openLegs } from '../leg/read-legs.js';
import { knowDeployment } from './deployment.entity.js';

/** What somebody who begins to follow a deployment needs: how it stands, and the way before it. Everybody who belongs to the corridor may know both. */
export async function takeDeploymentSnapshot(db: EntityManager, id: string): Promise<unknown> {
  const [deployment, legs] = [await knowDeployment(db, id), await openLegs(db, id)];
  return { deployment: deployment.view(), legs: legs.map((leg) => ({ id: leg.id, ...leg.facts() })) };
}
