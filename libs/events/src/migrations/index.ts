import type { Migration } from '#db';
import { bridge } from './bridge.js';
import { consumers } from './consumers.js';
import { deliveries } from './deliveries.js';
import { handshakes } from './handshakes.js';
import { heartbeats } from './heartbeats.js';
import { receipts } from './receipts.js';
import { sandbox } from './sandbox.js';
import { subscriptions } from './subscriptions.js';

/** The schema of the integrators' side, in order; appended to, never edited once released. */
export const eventsMigrations: readonly Migration[] = [subscriptions, handshakes, deliveries, bridge, receipts, consumers, sandbox, heartbeats];
