import type { z } from 'zod';
import type { notifications, Notice } from '#contracts';
import type { OuterChannel } from '../channel/channel.js';

type Category = z.output<typeof notifications.category>;

/** What somebody said about being told. A part that is null holds for all. */
export interface Preference {
  readonly owner: 'person' | 'institution';
  readonly category: Category | null;
  readonly channel: OuterChannel | null;
  /** The one thing that it is about, `corridor:<id>`, `body:<id>` or `meeting:<id>`. */
  readonly about: string | null;
  readonly wanted: boolean;
}

/** Whether somebody is told on a channel, and who says so. */
export interface Choice {
  readonly wanted: boolean;
  /** Null: nobody said anything, the notice goes where the hub sends it. */
  readonly by: Preference | null;
}

/**
 * Whether a notice about a thing goes to somebody on a channel. What the person said counts before what their institution
 * said, and that before the notice's own channels. Of one owner the most specific counts: what is said of this one thing
 * before what is said of all, then what is said of the category, then what is said of the channel. Where two institutions of
 * a person differ, who is told counts: it is better to hear of something twice than never.
 */
export function choosePreference(preferences: readonly Preference[], notice: Pick<Notice, 'category' | 'channels'>, about: string | null, channel: OuterChannel): Choice {
  let by: Preference | null = null;
  for (const preference of preferences) {
    if (!concerns(preference, notice.category, about, channel)) continue;
    if (by === null || comesBefore(preference, by)) by = preference;
  }
  return { wanted: by?.wanted ?? notice.channels.includes(channel), by };
}

function concerns(preference: Preference, category: string, about: string | null, channel: OuterChannel): boolean {
  return (preference.category ?? category) === category && (preference.channel ?? channel) === channel && (preference.about === null || preference.about === about);
}

function comesBefore(one: Preference, other: Preference): boolean {
  const by = weigh(one) - weigh(other);
  return by > 0 || (by === 0 && one.wanted && !other.wanted);
}

function weigh({ owner, category, channel, about }: Preference): number {
  return (owner === 'person' ? 8 : 0) + (about === null ? 0 : 4) + (category === null ? 0 : 2) + (channel === null ? 0 : 1);
}
