import type { Migration } from '#db';
import { append } from './append.js';
import { appendMany } from './append-many.js';
import { appendOne } from './append-one.js';
import { feed } from './feed.js';
import { openAll } from './open-all.js';
import { retention } from './retention.js';
import { settled } from './settled.js';
import { tables } from './tables.js';
import { trace } from './trace.js';

/** The schema of the log, in order; appended to, never edited once released. */
export const logMigrations: readonly Migration[] = [tables, append, feed, trace, appendOne, openAll, appendMany, settled, retention];
