import type { Notice } from '#contracts';
import type { OuterChannel } from '../channel/channel.js';
import { windowEnd, type Rhythm } from '../digest/window-end.js';
import { quietUntil, type QuietSpan } from '../quiet/quiet-until.js';
import { choosePreference, type Preference } from './choose-preference.js';

/** Everything that is known of how a person wants to be told. */
export interface PersonSettings {
  /** IANA name. */
  readonly zone: string;
  readonly preferences: readonly Preference[];
  readonly quiet: readonly QuietSpan[];
  /** Until when the person asked to be left alone. */
  readonly pausedUntil: Date | null;
  /** By category; `all` is what the person said of all categories. A category without either goes as each notice has it. */
  readonly rhythms: Readonly<Record<string, Rhythm>>;
}

/** What is to be told to one person on one channel. */
export interface Matter {
  readonly notice: Pick<Notice, 'category' | 'critical' | 'channels' | 'digestMinutes'>;
  readonly about: string;
  readonly channel: OuterChannel;
  /** What gathers notices of one kind into one message. */
  readonly digestKey: string;
  /** It carries an appointment, or something else that only goes by itself. */
  readonly alone: boolean;
  /** It was held already: its digest has come to its end, and only whether it may go at this hour is asked. */
  readonly gathered: boolean;
}

export type HoldReason = 'quiet_hours' | 'digest' | 'throttled';

/** `passed`: what a critical notice would have been stopped by otherwise. `key` of a hold: what it is gathered by; null: it goes by itself. */
export type Decision =
  | { readonly go: 'now'; readonly passed: 'preference' | HoldReason | null }
  | { readonly go: 'hold'; readonly why: HoldReason; readonly until: Date; readonly key: string | null }
  | { readonly go: 'drop'; readonly why: 'preference' };

/** A turn that a throttle refused: when its window ends. */
export type Refused = { readonly until: Date } | null;

/**
 * Whether and when. In this order: what the person does not want is dropped; in quiet hours and in a pause it is held until
 * they are over; what is gathered waits for its window, and on for the end of quiet hours that the window would end in; what
 * the throttle refuses waits for the end of the throttle's window. A critical notice passes all of it on its own channels.
 */
export function decide(matter: Matter, settings: PersonSettings, refused: Refused, now: Date): Decision {
  const stopped = whatStops(matter, settings, refused, now);
  if (stopped === null) return { go: 'now', passed: null };
  const passes = matter.notice.critical && matter.notice.channels.includes(matter.channel);
  return passes ? { go: 'now', passed: stopped.why } : stopped;
}

function whatStops(matter: Matter, settings: PersonSettings, refused: Refused, now: Date): Exclude<Decision, { go: 'now' }> | null {
  const { notice, about, channel, digestKey, alone, gathered } = matter;
  if (!choosePreference(settings.preferences, notice, about, channel).wanted) return { go: 'drop', why: 'preference' };
  const rhythm = settings.rhythms[notice.category] ?? settings.rhythms['all'];
  // What somebody chose to hear of by the hour or the day comes in one message for the whole category.
  const key = alone ? null : rhythm === undefined || rhythm.every === 'at_once' ? digestKey : `${notice.category}.${rhythm.every}`;
  const quiet = leftAloneUntil(settings, now);
  const window = alone || gathered ? null : windowOf(rhythm, notice.digestMinutes, settings.zone, now);
  if (window !== null) return { go: 'hold', why: 'digest', until: leftAloneUntil(settings, latest(window, quiet)) ?? latest(window, quiet), key };
  if (quiet !== null) return { go: 'hold', why: 'quiet_hours', until: quiet, key };
  if (refused !== null) return { go: 'hold', why: 'throttled', until: leftAloneUntil(settings, refused.until) ?? refused.until, key: alone ? null : `${notice.category}.throttled` };
  return null;
}

function windowOf(rhythm: Rhythm | undefined, minutes: number | null, zone: string, now: Date): Date | null {
  if (rhythm !== undefined) return windowEnd(rhythm, zone, now);
  return minutes === null ? null : new Date(now.getTime() + minutes * 60_000);
}

/** Until when the person is left alone, by their pause and their quiet hours; null: they are not. */
export function leftAloneUntil({ quiet, zone, pausedUntil }: PersonSettings, at: Date): Date | null {
  const paused = pausedUntil !== null && pausedUntil > at ? pausedUntil : null;
  return quietUntil(quiet, zone, paused ?? at) ?? paused;
}

function latest(one: Date, other: Date | null): Date {
  return other !== null && other > one ? other : one;
}
