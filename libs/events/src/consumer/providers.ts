import type { Provider, Type } from '@nestjs/common';
import './permissions.js';
import { ChangeConsumer } from './change-consumer.js';
import { ClaimMessages } from './claim-messages.js';
import { ConsumersController } from './consumers.controller.js';
import { CreateConsumer } from './create-consumer.js';
import { DeleteConsumer } from './delete-consumer.js';
import { FindMessages } from './find-messages.js';
import { GovernConsumer } from './govern-consumer.js';
import { Nudges } from './nudges.js';
import { ParkMessages } from './park-messages.js';
import { DiscardParked, ListParked, RedriveParked } from './parked.js';
import { PullMessages } from './pull-messages.js';
import { ReadAhead } from './read-ahead.js';
import { ListConsumers, ReadConsumer } from './read-consumers.js';
import { ResetConsumer } from './reset-consumer.js';
import { SettleMessages } from './settle-messages.js';
import { SettleStart } from './settle-start.js';
import { Sources } from './source.js';
import { TakeMessages, TakeSteps } from './take-messages.js';
import { TidyConsumers } from './tidy-consumers.js';
import { Visible } from './visible.js';

export const consumerControllers: Type[] = [ConsumersController];

export const consumerProviders: Provider[] = [
  CreateConsumer, ChangeConsumer, DeleteConsumer, ResetConsumer, RedriveParked, DiscardParked, ListConsumers, ReadConsumer, ListParked,
  GovernConsumer, Sources, Visible, Nudges, ReadAhead, FindMessages, ClaimMessages, TakeSteps, SettleStart, ParkMessages, TakeMessages, PullMessages, SettleMessages, TidyConsumers,
];
