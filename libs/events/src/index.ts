import { Secret } from './subscription/secret.entity.js';
import { Subscription } from './subscription/subscription.entity.js';

export { EventsModule } from './events.module.js';
export { eventsMigrations } from './migrations/index.js';
export { verifyDeliveries, type DeliveryFault, type DeliveryVerdict } from './proof/verify-deliveries.js';

export const eventsEntities = [Subscription, Secret];
