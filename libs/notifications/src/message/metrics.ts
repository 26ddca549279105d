import { Counter, Gauge, Histogram } from 'prom-client';

export const told = new Counter({ name: 'hub_notifications_told_total', help: 'People who were told of something, by category.', labelNames: ['category'] });
export const untold = new Counter({ name: 'hub_notifications_untold_total', help: 'Events of which nobody could be told, because whom they concern could not be worked out.', labelNames: ['event'] });
export const settled = new Counter({ name: 'hub_notifications_messages_total', help: 'Steps of messages outside the hub, by channel and the state that they came to.', labelNames: ['channel', 'state'] });
/** From a message's being due to the channel having taken it. */
export const lag = new Histogram({ name: 'hub_notifications_lag_seconds', help: 'Time from a message being due to its channel having taken it.', labelNames: ['channel'], buckets: [0.03, 0.1, 0.3, 1, 5, 30, 300, 3_600] });
/** From the event to the inbox, in the process on duty. */
export const inboxLag = new Histogram({ name: 'hub_notifications_inbox_lag_seconds', help: 'Time from an event to its notices being in the inboxes.', buckets: [0.01, 0.03, 0.1, 0.3, 1, 5, 30, 300] });
const waiting = new Gauge({ name: 'hub_notifications_due', help: 'Messages that are due and not sent, as the process on duty last counted them.', labelNames: ['channel'] });
const oldest = new Gauge({ name: 'hub_notifications_oldest_due_seconds', help: 'How long the oldest message that is due has waited.', labelNames: ['channel'] });

/** What waits, by channel, and since when (s) the oldest does. */
export function tellWaiting(counts: readonly { readonly channel: string; readonly due: number; readonly oldest: number }[]): void {
  waiting.reset();
  oldest.reset();
  for (const count of counts) {
    waiting.set({ channel: count.channel }, count.due);
    oldest.set({ channel: count.channel }, count.oldest);
  }
}
