import type { Provider } from '@nestjs/common';
import './permissions.js';
import { ExplainConsumer } from './explain-consumer.js';
import { ExplainSubscription } from './explain-subscription.js';
import { FindEvent } from './find-event.js';

export const explainProviders: Provider[] = [FindEvent, ExplainSubscription, ExplainConsumer];
