import type { Provider } from '@nestjs/common';
import './permissions.js';
import { Outbox } from './outbox.js';
import { ListOutbox, ReadOutbox } from './read-outbox.js';

export const outboxProviders: Provider[] = [Outbox, ListOutbox, ReadOutbox];
