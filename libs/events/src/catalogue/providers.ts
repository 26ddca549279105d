import type { Provider } from '@nestjs/common';
import { ListEventTypes } from './list-event-types.js';
import './permissions.js';
import { ReadEventType } from './read-event-type.js';

export const catalogueProviders: Provider[] = [ListEventTypes, ReadEventType];
