import type { z } from 'zod';
import type { events } from '#contracts';

/** A row of the columns below. Numbers of 64 bits come as text. */
export interface DeliveryRow {
  readonly subscription_id: string;
  readonly sequence: string;
  readonly event_id: string;
  readonly type: string;
  readonly stream: string;
  readonly epoch: string;
  readonly position: string;
  readonly payload: 'empty' | 'id' | 'full';
  readonly state: 'pending' | 'delivered' | 'dead';
  readonly attempts: number;
  readonly due_at: Date;
  readonly created_at: Date;
  readonly settled_at: Date | null;
}

export const DELIVERY_COLUMNS = 'subscription_id, sequence, event_id, type, stream, epoch, position, payload, state, attempts, due_at, created_at, settled_at';

/** A delivery as the log shows it. */
export function toDelivery(row: DeliveryRow): z.output<typeof events.deliveryFacts> {
  const { type, stream, payload, state, attempts } = row;
  return {
    subscriptionId: row.subscription_id, sequence: Number(row.sequence), eventId: row.event_id, type, stream, position: `${row.epoch}.${row.position}`, payload, state, attempts,
    createdAt: row.created_at.toISOString(), dueAt: state === 'pending' ? row.due_at.toISOString() : null, settledAt: row.settled_at?.toISOString() ?? null,
  };
}
