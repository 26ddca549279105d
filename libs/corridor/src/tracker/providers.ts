import type { Provider } from '@nestjs/common';
import { BindTracker } from './bind-tracker.js';
import { ListTrackers } from './list-trackers.js';
import './permissions.js';
import { RenewTracker } from './renew-tracker.js';
import { UnbindTracker } from './unbind-tracker.js';

export const trackerProviders: Provider[] = [BindTracker, RenewTracker, UnbindTracker, ListTrackers];
