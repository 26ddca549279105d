import type { Provider } from '@nestjs/common';
import { Sealer } from '#db';
import './permissions.js';
import { ActivateSubscription } from './activate-subscription.js';
import { AskEndpoints } from './ask-endpoints.js';
import { ChangeSubscription } from './change-subscription.js';
import { CreateSubscription } from './create-subscription.js';
import { EndSubscription } from './end-subscription.js';
import { GovernSubscription } from './govern-subscription.js';
import { ListDeadLetters, ListDeliveries } from './list-deliveries.js';
import { ListSubscriptions } from './list-subscriptions.js';
import { PauseSubscription } from './pause-subscription.js';
import { ReadDelivery } from './read-delivery.js';
import { ReadKeys, ReadSubscription } from './read-subscription.js';
import { ResumeSubscription } from './resume-subscription.js';
import { RotateSecret } from './rotate-secret.js';
import { SealWatch } from './seal-watch.js';
import { TestSubscription } from './test-subscription.js';
import { VerifySubscription } from './verify-subscription.js';

const commands = [CreateSubscription, ChangeSubscription, ActivateSubscription, PauseSubscription, ResumeSubscription, EndSubscription, RotateSecret, TestSubscription];
const queries = [ListSubscriptions, ReadSubscription, ReadKeys, ListDeliveries, ReadDelivery, ListDeadLetters];

export const subscriptionProviders: Provider[] = [...commands, ...queries, GovernSubscription, Sealer, SealWatch, VerifySubscription, AskEndpoints];
