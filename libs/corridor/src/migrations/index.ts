import type { Migration } from '#db';
import { alert } from './alert.js';
import { deployment } from './deployment.js';
import { board } from './board.js';
import { registry } from './registry.js';
import { trackers } from './trackers.js';

/** The schema of the corridors, in order; appended to, never edited once released. */
export const corridorMigrations: readonly Migration[] = [registry, trackers, deployment, alert, board];
