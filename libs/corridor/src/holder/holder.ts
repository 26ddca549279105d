import type { EntityManager } from 'typeorm';
import { corridor, type Output } from '#contracts';
import { DomainError } from '#kernel';
import type { ObjectRef } from '#realtime';

/** A centre or unit as what has a board, keeps stock and offers capacity. */
export interface Holder {
  readonly kind: 'centre' | 'unit';
  readonly id: string;
  readonly corridorId: string;
  readonly institutionId: string;
  /** Where it is: of a unit without a deployment under way where its institution is. */
  readonly countryCode: string;
  readonly zone: string;
  readonly deploymentId: string | null;
  /** Of units. */
  readonly emtType: Output<typeof corridor.readUnit>['emtType'] | null;
  readonly declared: Output<typeof corridor.readUnit>['declared'] | null;
  readonly open: boolean;
}

export const HOLDER = `h.kind, h.id, h.corridor_id AS "corridorId", h.institution_id AS "institutionId", h.country_code AS "countryCode", h.zone, h.deployment_id AS "deploymentId", h.emt_type AS "emtType", h.declared, h.open`;

/** The object that an input is about, which names one centre or one unit. */
export function holderOf({ centreId, unitId }: { readonly centreId?: string | undefined; readonly unitId?: string | undefined }): ObjectRef {
  return centreId === undefined ? { kind: 'unit', id: unitId ?? '' } : { kind: 'centre', id: centreId };
}

/** @throws DomainError not_found */
export async function readHolder(db: EntityManager, { kind, id }: ObjectRef): Promise<Holder> {
  const [found] = await db.query<Holder[]>(`SELECT ${HOLDER} FROM corridor_holder h WHERE h.id = $1 AND h.kind = $2`, [id, kind]);
  if (found === undefined) throw new DomainError('not_found', `There is no ${kind} of this id.`);
  return found;
}

/** The same, where it must be of this corridor. @throws DomainError not_found */
export async function holderIn(db: EntityManager, corridorId: string, ref: ObjectRef): Promise<Holder> {
  const found = await readHolder(db, ref);
  if (found.corridorId !== corridorId) throw new DomainError('not_found', `There is no ${ref.kind} of this id in this corridor.`);
  return found;
}

/** @throws DomainError centre_closed, unit_retired */
export function insistOnOpen(holder: Holder): Holder {
  if (holder.open) return holder;
  throw holder.kind === 'centre' ? new DomainError('centre_closed', 'The centre is closed.', { centreId: holder.id }) : new DomainError('unit_retired', 'The unit is retired.', { unitId: holder.id });
}

/** The holder under its lock: what is entered of one takes its turn. @throws DomainError not_found, centre_closed, unit_retired */
export async function lockHolder(db: EntityManager, ref: ObjectRef): Promise<Holder> {
  await db.query(`SELECT FROM ${ref.kind === 'centre' ? 'corridor_centre' : 'corridor_unit'} WHERE id = $1 FOR NO KEY UPDATE`, [ref.id]);
  return insistOnOpen(await readHolder(db, ref));
}

/** What events say of a holder. */
export function toldOf({ kind, id, institutionId, countryCode }: Holder): { holderKind: Holder['kind']; holderId: string; institutionId: string; countryCode: string } {
  return { holderKind: kind, holderId: id, institutionId, countryCode };
}

/** How alerts name a holder. */
export function alertOf({ kind, id, corridorId, institutionId, deploymentId }: Holder): { corridorId: string; ownerId: string; unitId?: string; centreId?: string; deploymentId?: string } {
  return { corridorId, ownerId: institutionId, ...(kind === 'unit' ? { unitId: id } : { centreId: id }), ...(deploymentId === null ? {} : { deploymentId }) };
}
