import type { Provider } from '@nestjs/common';
import './permissions.js';
import { ClearDigest, ReadDigests, SetDigest } from '../digest/set-digest.js';
import { SweepDigests } from '../digest/sweep-digests.js';
import { PauseNotices, ResumeNotices } from '../quiet/pause-notices.js';
import { ReadInstitutionQuiet, ReadQuiet } from '../quiet/read-quiet.js';
import { ClearQuiet, SetInstitutionQuiet, SetQuiet } from '../quiet/set-quiet.js';
import { InstitutionZones } from '../zone/institution-zones.js';
import { SayZone } from '../zone/say-zone.js';
import { ClearInstitutionPreference, ClearPreference } from './clear-preference.js';
import { ReadInstitutionPreferences, ReadPreferences } from './read-preferences.js';
import { SetInstitutionPreference, SetPreference } from './set-preference.js';

const commands = [
  SetPreference, ClearPreference, SetInstitutionPreference, ClearInstitutionPreference, SetQuiet, ClearQuiet, PauseNotices, ResumeNotices, SetInstitutionQuiet, SetDigest, ClearDigest, SayZone,
];
const queries = [ReadPreferences, ReadInstitutionPreferences, ReadQuiet, ReadInstitutionQuiet, ReadDigests];

/** Whether and when people are told. */
export const preferenceProviders: Provider[] = [...commands, ...queries, InstitutionZones, SweepDigests];
