import type { EntityManager } from 'typeorm';
import { newId, type Principal } from '#kernel';

/** One line of the audit trail. Ids only: no names, no addresses of people, no secrets. */
export interface AuditEntry {
  /** The name of the command or entrance. */
  readonly action: string;
  readonly object: { readonly kind: string; readonly id: string };
  readonly outcome?: 'done' | 'refused';
  /** From which network address. Absent: that of the session in use. */
  readonly address?: string;
}

/** Writes who did what, in the transaction that did it. There is no way to change it afterwards. */
export async function noteAudit(db: EntityManager, actor: Pick<Principal, 'actor' | 'credential'>, at: Date, entry: AuditEntry): Promise<void> {
  await db.query(
    `INSERT INTO identity_audit (id, at, actor, credential, action, object_kind, object_id, outcome, address)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, coalesce($9, (SELECT address FROM identity_session WHERE id = substring($4 from '^session:(.*)')::uuid)))`,
    [newId(), at, actor.actor, actor.credential, entry.action, entry.object.kind, entry.object.id, entry.outcome ?? 'done', entry.address ?? null],
  );
}
