import type { Provider } from '@nestjs/common';
import { AcknowledgeWithAlert } from './acknowledge-with-alert.js';
import { Escalate } from './escalate.js';
import { TellUnanswered } from './tell-unanswered.js';

export const escalationProviders: Provider[] = [Escalate, TellUnanswered, AcknowledgeWithAlert];
