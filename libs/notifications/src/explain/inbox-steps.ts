import type { notifications, Output } from '#contracts';

type InboxSteps = Output<typeof notifications.explainNotice>['channels'][number];

export interface EntryRow {
  readonly arrived_at: Date;
  readonly announced: boolean;
  readonly seen_at: Date | null;
  readonly read_at: Date | null;
  readonly acknowledged_at: Date | null;
}

/** The inbox told as the other channels are. What is there is delivered: it can be read, whether or not a device was told. */
export function inboxSteps(entry: EntryRow): InboxSteps {
  const taken = [
    { at: entry.arrived_at, step: 'delivered' as const, why: entry.announced ? null : 'its announcement to devices is under way' },
    { at: entry.seen_at, step: 'seen' as const, why: null },
    { at: entry.acknowledged_at, step: 'acknowledged' as const, why: null },
  ];
  const steps = taken.flatMap(({ at, step, why }) => (at === null ? [] : [{ at: at.toISOString(), step, why, until: null }]));
  return { channel: 'inbox', messageId: null, state: steps.at(-1)?.step ?? 'delivered', steps };
}
