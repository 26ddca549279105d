import { common } from './common.js';
import { corridor } from './corridor.js';
import { council } from './council.js';
import { events } from './events.js';
import { identity } from './identity.js';
import { notifications } from './notifications.js';
import { reports } from './reports.js';

/** All that is said in this language, one file for each domain. */
export const words = { ...common, ...corridor, ...council, ...events, ...identity, ...notifications, ...reports };
