import type { Migration } from '#db';
import { core } from './core.js';

/** The schema of notifications, in order; appended to, never edited once released. */
export const notificationsMigrations: readonly Migration[] = [core];
