import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '#log';
import type { Principal } from '#kernel';

/** Of what a query reads only with the corridor, unit or deployment that it belongs to: where that is. Row-level security leaves out what is not shared with the reader. */
const HOMES = {
  memberships: `SELECT corridor_id AS "corridorId" FROM corridor_member WHERE institution_id = $1 GROUP BY corridor_id ORDER BY corridor_id LIMIT 100`,
  tracker: `SELECT t.unit_id AS "unitId", u.institution_id AS "institutionId" FROM corridor_tracker t JOIN corridor_unit u ON u.id = t.unit_id WHERE t.id = $1`,
  leg: `SELECT deployment_id AS "deploymentId" FROM corridor_leg WHERE id = $1`,
  report: `SELECT deployment_id AS "deploymentId", day::text AS day, form, version FROM corridor_report WHERE id = $1`,
  holder: `SELECT corridor_id AS "corridorId" FROM corridor_holder WHERE id = $1`,
  shipment: `SELECT corridor_id AS "corridorId" FROM corridor_shipment WHERE id = $1`,
  entry: `SELECT corridor_id AS "corridorId", holder_id AS "holderId", item_id AS "itemId" FROM corridor_stock_entry WHERE id = $1`,
} as const;

interface Homes {
  readonly memberships: { readonly corridorId: string };
  readonly tracker: { readonly unitId: string; readonly institutionId: string };
  readonly leg: { readonly deploymentId: string };
  readonly report: { readonly deploymentId: string; readonly day: string; readonly form: string; readonly version: number };
  readonly holder: { readonly corridorId: string };
  readonly shipment: { readonly corridorId: string };
  readonly entry: { readonly corridorId: string; readonly holderId: string; readonly itemId: string };
}

/** Finds under which query a thing of this id is read; whether it may be read is asked there. */
@Injectable()
export class FindHome {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  of<K extends keyof Homes>(kind: K, actor: Principal, id: string): Promise<readonly Homes[K][]> {
    return this.unitOfWork.read(actor, [], (db) => db.query<Homes[K][]>(HOMES[kind], [id]));
  }
}
