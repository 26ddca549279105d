import type { Provider } from '@nestjs/common';
import './permissions.js';
import { Channels } from '../channel/channels.js';
import { ExplainNotice } from '../explain/explain-notice.js';
import { RecipientRights } from '../recipient/recipient-rights.js';
import { StillConcerned } from '../recipient/still-concerned.js';
import { ClaimMessages } from './claim-messages.js';
import { DrainChannels, DrainParts } from './drain-channels.js';
import { GovernNotice } from './govern-notice.js';
import { JudgeMessages } from './judge-messages.js';
import { ListMessages } from './list-messages.js';
import { ReadReceipts } from './read-receipts.js';
import { SendMessages, Spread } from './send-messages.js';
import { SweepMessages } from './sweep-messages.js';
import { TakeUp } from './take-up.js';

export const messageProviders: Provider[] = [
  Channels, RecipientRights, StillConcerned, ClaimMessages, JudgeMessages, TakeUp, Spread, SendMessages, DrainParts, DrainChannels, SweepMessages,
  ListMessages, ReadReceipts, ExplainNotice, GovernNotice,
];
