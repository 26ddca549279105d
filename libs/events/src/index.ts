import { Secret } from './subscription/secret.entity.js';
import { Subscription } from './subscription/subscription.entity.js';

export { EventsModule } from './events.module.js';
export { TidyConsumers } from './consumer/tidy-consumers.js';
export { DeliveryClock } from './delivery/delivery-clock.js';
export { ExpireDeliveries } from './delivery/expire-deliveries.js';
export { Jitter } from './delivery/settle.js';
export { Sweeper } from './delivery/sweep.js';
export { allowedPayload } from './message/allowed-payload.js';
export { compose } from './message/compose.js';
export { digestOf } from './delivery/plan-delivery.js';
export { genesis } from './proof/chain.js';
export type { Due, Sink } from './message/due.js';
export { eventsMigrations } from './migrations/index.js';
export { verifyDeliveries, type DeliveryFault, type DeliveryVerdict } from './proof/verify-deliveries.js';

export const eventsEntities = [Subscription, Secret];
export { DailyReceipts } from './proof/daily-receipts.js';
export { Heartbeats } from './fhir/heartbeats.js';
