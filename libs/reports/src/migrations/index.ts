import type { Migration } from '#db';
import { files } from './files.js';
import { schedules } from './schedules.js';

/** The schema of reports, in order; appended to, never edited once released. */
export const reportsMigrations: readonly Migration[] = [schedules, files];
