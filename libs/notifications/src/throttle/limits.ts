import type { OuterChannel } from '../channel/channel.js';

/** Minutes of a throttle's window. It begins with the first message. */
export const throttleMinutes = 60;

/** Messages of one category that one person gets on a channel within a window; what is above it comes in one digest at its end. */
const usual: Readonly<Record<OuterChannel, number>> = { mail: 20, push: 20, sms: 5, chat: 30 };
/** Alerts are many when they matter. Speakers are called within one sitting, where a person rarely speaks more often. */
const ofCategory: Readonly<Record<string, Partial<Record<OuterChannel, number>>>> = {
  alert: { mail: 60, push: 60, sms: 20, chat: 120 },
  floor: { mail: 5 },
};

/** Messages that the window of a category has room for on a channel. */
export function throttleOf(category: string, channel: OuterChannel): number {
  return ofCategory[category]?.[channel] ?? usual[channel];
}
