import type { Provider } from '@nestjs/common';
import { ListBorderRules } from '../border/list-border-rules.js';
import { SetBorderRules } from '../border/set-border-rules.js';
import { FollowCrossings } from '../crossing/follow-crossings.js';
import { FollowTracks } from '../crossing/follow-tracks.js';
import { ListCrossings } from '../crossing/list-crossings.js';
import { TrackFollower } from '../position/track.js';
import { ChangeFence } from './change-fence.js';
import { CreateFence } from './create-fence.js';
import { Drawings } from './drawings.js';
import { ListFences } from './list-fences.js';
import './permissions.js';
import { RetireFence } from './retire-fence.js';

export const fenceProviders: Provider[] = [
  CreateFence, ChangeFence, RetireFence, ListFences, ListCrossings, SetBorderRules, ListBorderRules,
  Drawings, FollowCrossings, { provide: TrackFollower, useClass: FollowTracks },
];
