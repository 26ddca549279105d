import { Centre } from './centre/centre.entity.js';
import { Corridor } from './corridor/corridor.entity.js';
import { Tracker } from './tracker/tracker.entity.js';
import { Unit } from './unit/unit.entity.js';

export { CorridorModule } from './corridor.module.js';
export { corridorMigrations } from './migrations/index.js';
/** What the data source must know of this lib. */
export const corridorEntities = [Corridor, Centre, Unit, Tracker];
