import ical, { ICalAlarmType, ICalAttendeeRole, ICalAttendeeStatus, ICalCalendarMethod, ICalEventStatus } from 'ical-generator';
import { Temporal } from 'temporal-polyfill';
import type { Appointment } from '#log';
import { oneLine } from './lay-out-mail.js';
import type { Sender } from './sender.js';

/** Minutes before the beginning at which a calendar reminds. */
const REMIND_MINUTES = 15;

/** One version of an appointment, for one recipient. */
export interface Invitation {
  readonly appointment: Appointment;
  /** 0, 1, 2 …: a calendar takes the highest for the present one. */
  readonly sequence: number;
  /** When this version was made. */
  readonly stamp: Date;
  readonly organizer: Sender;
  readonly attendee: Sender;
  /** What is said beside the title. */
  readonly text: string;
  readonly url: string | null;
  readonly reminder: string;
}

/** An appointment as iCalendar (RFC 5545, RFC 5546). Times are in UTC: whatever the reader's calendar knows of zones, it is this instant. */
export function writeInvitation({ appointment, sequence, stamp, organizer, attendee, text, url, reminder }: Invitation): string {
  const cancelled = appointment.method === 'cancel';
  const calendar = ical({ prodId: { company: 'Corridor Hub', product: 'notifications', language: 'EN' }, method: cancelled ? ICalCalendarMethod.CANCEL : ICalCalendarMethod.REQUEST });
  calendar.createEvent({
    id: appointment.uid, sequence, stamp, start: startOf(appointment), end: endOf(appointment), summary: oneLine(appointment.title),
    description: [text, url ?? ''].filter((line) => line !== '').join('\n\n'), ...(url === null ? {} : { location: url }),
    organizer: { name: quotable(organizer.name), email: organizer.address },
    attendees: [{ name: quotable(attendee.name), email: attendee.address, role: ICalAttendeeRole.REQ, status: ICalAttendeeStatus.NEEDSACTION, rsvp: !cancelled }],
    ...(cancelled ? { status: ICalEventStatus.CANCELLED } : { alarms: [{ type: ICalAlarmType.display, triggerBefore: REMIND_MINUTES * 60, description: oneLine(reminder) }] }),
  });
  return withCrLf(calendar.toString());
}

/** The instant of a wall time in its zone. Of one that the clocks leave out it is the one as long after the gap; of one that comes twice, the first. */
function startOf({ start, zone }: Appointment): Date {
  return new Date(Temporal.PlainDateTime.from(start).toZonedDateTime(zone, { disambiguation: 'compatible' }).epochMilliseconds);
}

export function endOf(appointment: Appointment): Date {
  return new Date(startOf(appointment).getTime() + appointment.minutes * 60_000);
}

/** A name as a parameter of a property: it cannot hold a quotation mark (RFC 5545, section 3.2). */
function quotable(name: string): string {
  return oneLine(name).replaceAll('"', "'");
}

function withCrLf(text: string): string {
  return `${text.replaceAll(/\r?\n/g, '\r\n').trimEnd()}\r\n`;
}
