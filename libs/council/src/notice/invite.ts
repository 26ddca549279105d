import type { EntityManager } from 'typeorm';
import { council } from '#contracts';
import { telling, withdrawal, type Appointment, type Telling, type Withdrawal } from '#log';
import { instantOf } from '../meeting/meeting.entity.js';
import type { MeetingThen } from './meeting-then.js';
import { partakersOf } from './partakers.js';

/** The meeting in the calendars of those who are told of it: wall time and zone, for it moves with the rules of its zone. */
export function appointment({ id, facts }: MeetingThen, method: Appointment['method'] = 'request'): Appointment {
  return { uid: `meeting:${id}@hub`, method, start: facts.start, zone: facts.zone, minutes: facts.plannedMinutes, title: facts.title };
}

/** What is said of a meeting that is to come. */
export function planned({ facts }: Pick<MeetingThen, 'facts'>): { title: string; startsAt: string } {
  return { title: facts.title, startsAt: instantOf(facts.start, facts.zone).toISOString() };
}

/**
 * Invites everybody who may take part to a meeting that is convened, observers as such, and calls it to their mind before it
 * begins. Whoever was invited before is not told again, so that it may be done anew whenever somebody joins.
 * @param joining members of whom the council's own roll may not have heard yet
 */
export async function invite(db: EntityManager, meeting: MeetingThen, now: Date, joining: readonly string[] = []): Promise<readonly Telling[]> {
  const { members: known, observers } = await partakersOf(db, meeting);
  const members = [...known, ...joining.filter((person) => !known.includes(person))];
  const told = { key: meeting.id, about: `meeting:${meeting.id}`, facts: planned(meeting), appointment: appointment(meeting) };
  return [
    telling(council.convocationNotice, { ...told, to: members }),
    ...(observers.length === 0 ? [] : [telling(council.observerAdmittedNotice, { ...told, to: observers })]),
    ...remind(meeting, [...members, ...observers], now),
  ];
}

/**
 * Reminders of a meeting that are not due yet. Each is of one title and one start: those of others no longer hold, and what comes
 * back finds its own.
 */
function remind(meeting: MeetingThen, to: readonly string[], now: Date): readonly Telling[] {
  const facts = planned(meeting);
  const until = new Date(facts.startsAt);
  return council.reminderMinutes.flatMap((minutes) => {
    const at = new Date(until.getTime() - minutes * 60_000);
    return at <= now ? [] : [telling(council.reminderNotice, { key: reminderKey(meeting, minutes), about: `meeting:${meeting.id}`, to, facts, at, until })];
  });
}

/** Takes the reminders of a meeting back that is called off, or that is another one now. */
export function stopReminding(meeting: Pick<MeetingThen, 'id' | 'facts'>): readonly Withdrawal[] {
  return council.reminderMinutes.map((minutes) => withdrawal(council.reminderNotice, reminderKey(meeting, minutes)));
}

function reminderKey(meeting: Pick<MeetingThen, 'id' | 'facts'>, minutes: number): string {
  const { title, startsAt } = planned(meeting);
  return `${meeting.id}/${minutes}/${startsAt}/${title}`;
}
