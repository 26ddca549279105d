import { z } from 'zod';
import { id, instant } from '../alliance/words.js';
import { command, query } from '../catalogue/declare.js';

const WEEK = 7 * 24 * 60;
/** Minutes of a week that quiet hours leave open at the least: what is held must go out some time. */
const leastOpen = 60;
/** Days for which somebody may ask to be left alone at the most. */
export const pauseDays = 90;

export const wallTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a wall time is HH:MM, from 00:00 to 23:59');
const span = z.strictObject({
  days: z.array(z.int().min(1).max(7)).min(1).max(7).describe('on which days it begins: 1 is Monday, 7 Sunday'),
  from: wallTime, to: wallTime.describe('when it is over; not after `from`: on the next day'),
});
const spans = z.array(span).max(14).refine((all) => minutesOpen(all) >= leastOpen, 'quiet hours leave an hour of the week open');
const institution = { institutionId: id };

export const readQuiet = query('notifications.quiet.read', {
  summary: 'The quiet hours that count for the reader, in which zone, who settled them, and until when the reader is left alone now.',
  path: '/quiet', params: z.strictObject({}),
  output: z.object({
    spans: z.array(span), from: z.enum(['person', 'institution', 'hub']), zone: z.string(), zoneFrom: z.enum(['device', 'person', 'institution', 'hub']),
    pausedUntil: instant.nullable(), quietUntil: instant.nullable().describe('null: not quiet now'),
  }),
});
export const setQuiet = command('notifications.quiet.set', {
  summary: 'Settles one’s own quiet hours, by wall time in one’s zone. What comes within them is held and told once when they are over; an empty list: never quiet, whatever the institution settled.',
  input: z.strictObject({ spans }), output: z.object({}),
});
export const clearQuiet = command('notifications.quiet.clear', {
  summary: 'Takes one’s own quiet hours back: those of the institution count.', input: z.strictObject({}), output: z.object({}),
});
export const pauseNotices = command('notifications.quiet.pause', {
  summary: 'Asks to be left alone until an instant, 90 days away at the most. What is critical comes all the same.',
  input: z.strictObject({ until: instant }), output: z.object({}),
});
export const resumeNotices = command('notifications.quiet.resume', {
  summary: 'Ends the time for which one asked to be left alone.', input: z.strictObject({}), output: z.object({}),
});
export const readInstitutionQuiet = query('notifications.institution_quiet.read', {
  summary: 'The quiet hours that an institution has settled for its people.', path: '/institutions/{institutionId}/quiet', params: z.strictObject(institution),
  output: z.object({ spans: z.array(span) }),
});
export const setInstitutionQuiet = command('notifications.institution_quiet.set', {
  summary: 'A coordinator of the institution settles quiet hours for its people, each in their own zone, until they settle their own; an empty list takes them back.',
  input: z.strictObject({ ...institution, spans }), output: z.object({}),
});

/** Minutes of a week in which no span holds, by the clock on the wall. */
function minutesOpen(all: readonly z.output<typeof span>[]): number {
  const quiet = new Set<number>();
  for (const { days, from, to } of all) {
    const [start, end] = [minuteOf(from), minuteOf(to)];
    const length = end > start ? end - start : end - start + 24 * 60;
    for (const day of days) for (let at = 0; at < length; at += 1) quiet.add(((day - 1) * 24 * 60 + start + at) % WEEK);
  }
  return WEEK - quiet.size;
}

function minuteOf(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
}
