import type { Migration } from '#db';
import { dismissals } from './dismissals.js';
import { meetings } from './meetings.js';
import { proceedings } from './proceedings.js';
import { roll } from './roll.js';

/** The schema of the councils, in order; appended to, never edited once released. */
export const councilMigrations: readonly Migration[] = [roll, meetings, proceedings, dismissals];
