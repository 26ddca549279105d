import { clearAlert, raiseAlert, type RaisedAlert } from '#corridor';
import { systemActor, type Principal } from '#kernel';
import { UnitOfWork } from '#log';
import type { Visitor } from '../support/hub.js';
import { done, type TestCorridor } from './a-corridor.js';

/** What a part of the hub raises about the operator's unit. */
export function silence({ corridorId, operator, unitId }: TestCorridor, more: Partial<RaisedAlert> = {}): RaisedAlert {
  return { corridorId, ownerId: operator.institutionId, key: `unit_silent:${unitId}`, kind: 'unit_silent', unitId, severity: 'severe', urgency: 'expected', certainty: 'observed', observedAt: new Date(), facts: { minutes: 20 }, ...more };
}

/** Raises as a part of the hub does, in a transaction of whoever acts. */
export function raise(of: TestCorridor, alert: RaisedAlert, actor: Principal = systemActor('silence')): Promise<string | null> {
  return of.hub.app.get(UnitOfWork).run(actor, [], (work) => raiseAlert(work, alert));
}

/** Says that it is over. */
export function clear(of: TestCorridor, key: string, actor: Principal = systemActor('silence')): Promise<void> {
  return of.hub.app.get(UnitOfWork).run(actor, [], (work) => clearAlert(work, of.corridorId, key));
}

/** The row of an alert as it is in the database. */
export async function alertRow(of: TestCorridor, id: string | null): Promise<{ state: string; severity: string; count: number; version: number; level: number; due_at: Date | null }> {
  const [row] = await of.hub.database.sql<Awaited<ReturnType<typeof alertRow>>>('SELECT * FROM corridor_alert WHERE id = $1', [id]);
  if (row === undefined) throw new Error(`there is no alert ${id}`);
  return row;
}

/** Events of the log, past every audience. */
export function noted(of: TestCorridor, type: string): Promise<{ data: Record<string, unknown>; audience: string[] }[]> {
  return of.hub.database.sql('SELECT e.data, e.audience FROM log_event e JOIN log_stream s ON s.id = e.stream_id WHERE e.type = $1 AND s.name = $2 ORDER BY e."offset"', [type, of.stream]);
}

/** An alert as the authorised read shows it. */
export interface AlertRead {
  alertId: string;
  state: string;
  exercise: boolean;
  level: number;
  headline: string | null;
  description: string | null;
  dueAt: string | null;
  response: Record<string, number | null>;
  steps: { step: string; state: string; level: number; personIds: string[]; holes: number[]; fallback: string; messageType: string | null; note: string | null }[];
}

export async function readAlert(someone: Visitor, id: string): Promise<AlertRead> {
  return done(await someone.get<AlertRead>(`/alerts/${id}`));
}
