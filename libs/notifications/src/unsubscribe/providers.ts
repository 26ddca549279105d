import type { Provider } from '@nestjs/common';
import { UnsubscribeDoor } from './unsubscribe-door.js';
import { UnsubscribeLinks } from './unsubscribe-links.js';

export const unsubscribeProviders: Provider[] = [UnsubscribeLinks, UnsubscribeDoor];
