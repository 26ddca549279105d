import type { Provider } from '@nestjs/common';
import { LiftOverride, OverrideRoster } from './override-roster.js';
import './permissions.js';
import { ListRosters, ReadOnCall } from './read-rosters.js';
import { SetRoster } from './set-roster.js';

export const rosterProviders: Provider[] = [SetRoster, OverrideRoster, LiftOverride, ListRosters, ReadOnCall];
