import { z } from 'zod';
import { setting } from '#config';
import type { Severity } from './alert.entity.js';
import type { AlertKind } from './raised-alert.js';

const waits = setting(
  'HUB_ALERT_PATIENCE', z.coerce.number().min(0.1).max(86_400).default(300),
  'seconds that an extreme alert waits to be acknowledged before the next level of the roster is woken; a severe one waits twice, a moderate or unknown one four times, a minor one twelve times as long',
);
const TIMES: Readonly<Record<Severity, number>> = { extreme: 1, severe: 2, moderate: 4, unknown: 4, minor: 12 };

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** Reminders of the highest level come ever more seldom, but never more seldom than this. */
const SELDOM = HOUR;

/** Milliseconds until an alert that nobody acknowledges goes on: twice as long after each reminder, up to an hour. */
export function patience(severity: Severity, reminders: number): number {
  const first = waits.value * 1_000 * TIMES[severity];
  return Math.max(first, Math.min(first * 2 ** Math.min(reminders, 10), SELDOM));
}

/** What comes back within this time (ms) of being over flaps: it is counted, and nobody is woken again. */
export const FLAP = 10 * MINUTE;
/** Unless the last notice is older than this: what flaps all day is told once an hour. */
export const FLAP_NOTICE = HOUR;
/** A silence is over after so long (ms) at the latest. */
export const LONGEST_SILENCE = DAY;
/** What is resolved is closed after this (ms), if nobody does before. */
export const CLOSE_AFTER = DAY;

/** What was observed longer ago (ms) is recorded, and nobody is woken. A thing of days, or that people report, may be learned of late. */
const TOO_OLD: Partial<Readonly<Record<AlertKind, number>>> = {
  manual: DAY, immediate_report: DAY, credential_expiring: 30 * DAY, maintenance_due: 30 * DAY, stock_expiring: 30 * DAY, report_missing: 7 * DAY, capacity_below_declared: DAY,
};

export function sooner(one: Date, other: Date | null): Date {
  return other !== null && other < one ? other : one;
}

export function isTooOld(kind: AlertKind, observedAt: Date, now: Date): boolean {
  return now.getTime() - observedAt.getTime() > (TOO_OLD[kind] ?? 15 * MINUTE);
}
