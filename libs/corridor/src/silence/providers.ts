import type { Provider } from '@nestjs/common';
import { ListHearings } from './list-hearings.js';
import './permissions.js';
import { SetSilenceRule } from './set-silence-rule.js';
import { WatchSilence } from './watch-silence.js';

export const silenceProviders: Provider[] = [SetSilenceRule, ListHearings, WatchSilence];
