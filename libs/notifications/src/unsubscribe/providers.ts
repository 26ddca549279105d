import type { Provider } from '@nestjs/common';
import { UnsubscribeDoor } from './unsubscribe-door.js';
import { UnsubscribeLinks } from './unsubscribe-links.js';
import { UnsubscribeUrls } from './unsubscribe-urls.js';

export const unsubscribeProviders: Provider[] = [UnsubscribeLinks, UnsubscribeUrls, UnsubscribeDoor];
