import type { Provider } from '@nestjs/common';
import { BridgeCursor } from './cursor.js';
import { FollowFeed } from './follow-feed.js';

export const bridgeProviders: Provider[] = [BridgeCursor, FollowFeed];
