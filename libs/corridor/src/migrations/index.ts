import type { Migration } from '#db';
import { alert } from './alert.js';
import { deployment } from './deployment.js';
import { field } from './field.js';
import { handover } from './handover.js';
import { leg } from './leg.js';
import { board } from './board.js';
import { fences } from './fences.js';
import { capacity } from './capacity.js';
import { holdings } from './holdings.js';
import { horizon } from './horizon.js';
import { shipment } from './shipment.js';
import { stock } from './stock.js';
import { ownDuties } from './own-duties.js';
import { positions } from './positions.js';
import { silence } from './silence.js';
import { share } from './share.js';
import { route } from './route.js';
import { located } from './located.js';
import { registry } from './registry.js';
import { report } from './report.js';
import { staff } from './staff.js';
import { equipment } from './equipment.js';
import { sharing } from './sharing.js';
import { terms } from './terms.js';
import { trackers } from './trackers.js';

/** The schema of the corridors, in order; appended to, never edited once released. */
export const corridorMigrations: readonly Migration[] = [registry, trackers, positions, sharing, deployment, field, handover, leg, alert, board, fences, stock, report, silence, shipment, share, route, equipment, staff, capacity, horizon, holdings, terms, located, ownDuties];
