import type { Migration } from '#db';
import { bullmq } from './bullmq.js';
import { letters } from './letters.js';

/** The schema of the queue, in order; appended to, never edited once released. */
export const queueMigrations: readonly Migration[] = [bullmq, letters];
