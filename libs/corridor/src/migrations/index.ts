import type { Migration } from '#db';
import { registry } from './registry.js';
import { trackers } from './trackers.js';

/** The schema of the corridors, in order; appended to, never edited once released. */
export const corridorMigrations: readonly Migration[] = [registry, trackers];
