import { NotificationClock } from '#notifications';
import type { notifications, Output } from '#contracts';
import type { TestHub, Visitor } from '../support/hub.js';
import { until } from '../support/until.js';

export type Entry = Output<typeof notifications.listInbox>;

/** What somebody was told, newest first. */
export async function inboxOf(person: Visitor): Promise<readonly Entry[]> {
  const { status, body } = await person.get<{ data: Entry[] }>('/inbox?limit=250');
  if (status !== 200) throw new Error(`no inbox was shown: ${JSON.stringify(body)}`);
  return body.data;
}

/** What somebody was told under one name, newest first. */
export async function toldOf(person: Visitor, notice: string): Promise<readonly Entry[]> {
  return (await inboxOf(person)).filter((entry) => entry.notice === notice);
}

/** Waits until somebody has been told so often under one name. */
export async function toldSoon(person: Visitor, notice: string, times = 1): Promise<readonly Entry[]> {
  await until(async () => (await toldOf(person, notice)).length >= times);
  return toldOf(person, notice);
}

/** Moves the clock that notices are told by, so many milliseconds ahead of the true one. */
export function ahead(hub: TestHub, milliseconds: number): void {
  hub.app.get(NotificationClock).now = () => new Date(Date.now() + milliseconds);
}

/** The instants at which what waits under one name is told, in order. */
export async function waitingFor(hub: TestHub, notice: string, about: string): Promise<readonly string[]> {
  const rows = await hub.database.sql<{ at: Date }>(`SELECT at FROM notification_notice WHERE name = $1 AND about = $2 AND state = 'waiting' ORDER BY at`, [notice, about]);
  return rows.map(({ at }) => at.toISOString());
}
