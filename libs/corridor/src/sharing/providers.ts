import type { Provider } from '@nestjs/common';
import { EndGrant } from './end-grant.js';
import { ExplainEvent } from './explain-event.js';
import { ExplainSharing } from './explain-sharing.js';
import { GiveGrant } from './give-grant.js';
import { ListGrants } from './list-grants.js';
import './permissions.js';
import { TryGrants } from './try-grants.js';

export const sharingProviders: Provider[] = [GiveGrant, EndGrant, ListGrants, ExplainSharing, ExplainEvent, TryGrants];
