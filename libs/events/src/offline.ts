/** What checks deliveries from files alone, without Nest or a database: quick to load. */
export { verifyDeliveries, type DeliveryFault, type DeliveryVerdict } from './proof/verify-deliveries.js';
