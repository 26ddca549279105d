import type { Migration } from '#db';

/** The schema of reports, in order; appended to, never edited once released. */
export const reportsMigrations: readonly Migration[] = [];
