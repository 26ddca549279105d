import type { EntityManager } from 'typeorm';
import { readAlertFacts } from '../alert/read-alerts.js';
import { readBoardFacts } from '../board/board-facts.js';
import { readCentreFacts } from '../centre/read-centres.js';
import { readDeploymentFacts } from '../deployment/read-deployments.js';
import { readEquipmentFacts } from '../equipment/equipment-facts.js';
import { positionsSnapshot } from '../position/read-positions.js';
import { readReportFacts } from '../report/report-facts.js';
import { readUnitFacts } from '../unit/read-units.js';
import { corridorView } from './read-corridors.js';

/**
 * What a late joiner needs, for readers of these labels: the registry, which every member knows, and of the rest what the
 * compact shares with the institutions named in the labels. Kept small: a bad line has to carry it.
 */
export async function takeSnapshot(db: EntityManager, id: string, labels: ReadonlySet<string>): Promise<unknown> {
  const [corridor, centres, units] = [await corridorView(db, id), await readCentreFacts(db, id), await readUnitFacts(db, id)];
  return {
    corridor, centres, units, positions: await positionsSnapshot(db, id, labels),
    deployments: await readDeploymentFacts(db, id), boards: await readBoardFacts(db, id, labels), alerts: await readAlertFacts(db, id, labels), reports: await readReportFacts(db, id, labels),
    equipment: await readEquipmentFacts(db, id, labels),
  };
}
