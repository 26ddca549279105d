/** The integrator's side of the log: catalogue, subscriptions and their deliveries, consumers, proof. */
export * from './events/words.js';
export * from './events/catalogue.js';
export * from './events/subscription.js';
export * from './events/fhir.js';
export * from './events/delivery-log.js';
export * from './events/delivery.js';
export * from './events/proof.js';
export * from './events/sandbox.js';
export * from './events/consumer.js';
export * from './events/explain.js';
export * from './events/notices.js';
