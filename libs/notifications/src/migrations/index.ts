import type { Migration } from '#db';

/** The schema of notifications, in order; appended to, never edited once released. */
export const notificationsMigrations: readonly Migration[] = [];
