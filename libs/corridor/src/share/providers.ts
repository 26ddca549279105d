import type { Provider } from '@nestjs/common';
import { CreateShare } from './create-share.js';
import { EndShare } from './end-share.js';
import { ListShares } from './list-shares.js';
import './permissions.js';

export const shareProviders: Provider[] = [CreateShare, EndShare, ListShares];
