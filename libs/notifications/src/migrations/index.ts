import type { Migration } from '#db';
import { core } from './core.js';
import { escalation } from './escalation.js';
import { escalationTold } from './escalation-told.js';
import { invitationEnd } from './invitation-end.js';
import { mail } from './mail.js';
import { preferences } from './preferences.js';
import { push } from './push.js';
import { toldInParts } from './told-in-parts.js';

/** The schema of notifications, in order; appended to, never edited once released. */
export const notificationsMigrations: readonly Migration[] = [core, preferences, mail, push, escalation, invitationEnd, escalationTold, toldInParts];
