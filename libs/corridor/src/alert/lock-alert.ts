import type { EntityManager } from 'typeorm';
import type { Command } from '#contracts';
import { DomainError } from '#kernel';
import { next } from '#realtime';
import { Alert } from './alert.entity.js';
import { alertMachine } from './alert-states.js';

/** The alert under its lock: steps take their turn. @throws DomainError not_found */
export async function lockAlert(db: EntityManager, id: string): Promise<Alert> {
  const alert = await db.findOne(Alert, { where: { id }, lock: { mode: 'for_no_key_update' } });
  if (alert === null) throw new DomainError('not_found', 'There is no alert of this id.');
  return alert;
}

/** The alert under its lock, gone the way of a command. @throws DomainError not_found, alert_state */
export async function moveAlert(db: EntityManager, id: string, command: Command): Promise<Alert> {
  const alert = await lockAlert(db, id);
  alert.state = next(alertMachine, alert.state, command);
  return alert;
}
