import { Injectable } from '@nestjs/common';
import { systemActor } from '#kernel';
import { Duties, UnitOfWork, type Work } from '#log';
import { raiseAlert } from '../alert/raise-alert.js';
import { alertOf, HOLDER, type Holder } from '../holder/holder.js';

const WATCH = systemActor('stock');
/** Seconds: lots expire by the day. */
const LOOK = 900;
/** Shelves of one look. */
const PAGE = 200;

interface Due extends Holder {
  readonly itemId: string;
  readonly earliest: string;
}

/** What expires soon, on the calendar of the place where it is; of each shelf the first lot, and once. */
const DUE = `SELECT ${HOLDER}, s.item_id AS "itemId", min(l.expires_on)::text AS earliest FROM corridor_stock s
  JOIN corridor_holder h ON h.id = s.holder_id JOIN corridor_lot l ON l.holder_id = s.holder_id AND l.item_id = s.item_id AND l.quantity > 0
  WHERE h.open AND l.expires_on <= ($1::timestamptz AT TIME ZONE h.zone)::date + s.expiry_warning_days
  GROUP BY h.kind, h.id, h.corridor_id, h.institution_id, h.country_code, h.zone, h.deployment_id, h.emt_type, h.declared, h.open, s.holder_id, s.item_id
  HAVING min(l.expires_on) IS DISTINCT FROM (array_agg(s.expiry_told))[1] ORDER BY min(l.expires_on), s.holder_id, s.item_id LIMIT ${PAGE}`;

/** Tells stock that expires soon. */
@Injectable()
export class WatchExpiry {
  constructor(duties: Duties, private readonly unitOfWork: UnitOfWork) {
    duties.every(LOOK, 'expiring stock', (off) => this.look(off));
  }

  async look(off?: AbortSignal): Promise<void> {
    for (let found = PAGE; found === PAGE && off?.aborted !== true;) {
      const due = await this.unitOfWork.run(WATCH, [], ({ db, now }) => db.query<Due[]>(DUE, [now]));
      for (const one of due) await this.unitOfWork.run(WATCH, [one.corridorId, one.id], (work) => this.tell(work, one));
      found = due.length;
    }
  }

  private async tell(work: Work, due: Due): Promise<void> {
    const [, told] = await work.db.query<[unknown, number]>('UPDATE corridor_stock SET expiry_told = $3 WHERE holder_id = $1 AND item_id = $2 AND expiry_told IS DISTINCT FROM $3::date', [due.id, due.itemId, due.earliest]);
    // Another process was quicker.
    if (told === 0) return;
    const [lots] = await work.db.query<{ n: number; quantity: number }[]>(
      `SELECT count(*)::int AS n, sum(l.quantity)::float8 AS quantity FROM corridor_lot l JOIN corridor_stock s USING (holder_id, item_id)
       WHERE l.holder_id = $1 AND l.item_id = $2 AND l.quantity > 0 AND l.expires_on <= ($3::timestamptz AT TIME ZONE $4)::date + s.expiry_warning_days`,
      [due.id, due.itemId, work.now, due.zone],
    );
    await raiseAlert(work, {
      ...alertOf(due), key: `stock_expiring:${due.id}:${due.itemId}`, kind: 'stock_expiring', severity: 'minor', urgency: 'future', certainty: 'observed', observedAt: work.now,
      facts: { itemId: due.itemId, earliest: due.earliest, lots: lots?.n ?? 0, quantity: lots?.quantity ?? 0 },
    });
  }
}
