import type { Provider } from '@nestjs/common';
import './permissions.js';
import { DueDeliveries } from './claim-due.js';
import { CountHeartbeat } from './count-heartbeat.js';
import { DeliveryClock } from './delivery-clock.js';
import { DisableSubscription } from './disable-subscription.js';
import { Dispatcher, DispatchParts } from './dispatch.js';
import { DrainSubscription } from './drain-subscription.js';
import { Drains, Senders } from './drains.js';
import { ExpireDeliveries } from './expire-deliveries.js';
import { Leases } from './leases.js';
import { Outcomes } from './outcomes.js';
import { OwnerRights } from './owner-rights.js';
import { Sinks } from './read-sink.js';
import { Refill } from './refill.js';
import { ReplayDelivery } from './replay-delivery.js';
import { ReplayRange } from './replay-range.js';
import { Jitter, Settling } from './settle.js';
import { Slots } from './slots.js';
import { Sweeper } from './sweep.js';
import { WakeDrains } from './wake-drains.js';

const commands = [ReplayDelivery, ReplayRange];
const duties = [Dispatcher, Sweeper, ExpireDeliveries];
const sending = [DrainSubscription, Drains, Senders, DueDeliveries, Sinks, Leases, Slots];
const settling = [Settling, Outcomes, Refill, DisableSubscription, CountHeartbeat, Jitter];

export const deliveryProviders: Provider[] = [...commands, ...duties, ...sending, ...settling, DispatchParts, DeliveryClock, OwnerRights, WakeDrains];
