import { Injectable } from '@nestjs/common';
import { systemActor } from '#kernel';
import { Duties, UnitOfWork, type Work } from '#log';
import { clearAlert, raiseAlert } from '../alert/raise-alert.js';
import { alertOf, HOLDER, type Holder } from '../holder/holder.js';
import { horizonOf, type Horizon } from './horizon-of.js';

const WATCH = systemActor('stock');
/** Seconds: arrivals are reckoned anew every five minutes, and days of stock change more slowly. */
const LOOK = 120;
/** Holders of one page. */
const PAGE = 200;

/** Holders of which something is expected to come or go, and those of which something was told. */
const WATCHED = `SELECT ${HOLDER} FROM corridor_holder h WHERE h.open AND ($1::uuid IS NULL OR h.id > $1) AND (
    EXISTS (SELECT FROM corridor_arrival a WHERE a.deployment_id = h.deployment_id)
    OR EXISTS (SELECT FROM corridor_shipment s WHERE s.to_id = h.id AND s.state IN ('dispatched', 'at_border', 'cleared'))
    OR EXISTS (SELECT FROM corridor_stock s WHERE s.holder_id = h.id AND s.runs_out IS NOT NULL) OR EXISTS (SELECT FROM corridor_board b WHERE b.holder_id = h.id AND b.runs_out IS NOT NULL))
  ORDER BY h.id LIMIT ${PAGE}`;

type RunsOut = 'before_latest' | 'before_earliest' | null;
const tellable = ({ verdict }: Horizon): RunsOut => (verdict === 'before_latest' || verdict === 'before_earliest' ? verdict : null);

/** Tells what runs out before more can come, and when it does not any more. */
@Injectable()
export class WatchHorizon {
  constructor(duties: Duties, private readonly unitOfWork: UnitOfWork) {
    duties.every(LOOK, 'stock horizon', (off) => this.look(off));
  }

  async look(off?: AbortSignal): Promise<void> {
    for (let after: string | null = null, found = PAGE; found === PAGE && off?.aborted !== true;) {
      const holders: Holder[] = await this.unitOfWork.run(WATCH, [], ({ db }) => db.query<Holder[]>(WATCHED, [after]));
      for (const holder of holders) await this.unitOfWork.run(WATCH, [holder.corridorId, holder.id], (work) => this.judge(work, holder));
      found = holders.length;
      after = holders.at(-1)?.id ?? null;
    }
  }

  private async judge(work: Work, holder: Holder): Promise<void> {
    const told = await toldOf(work, holder.id);
    // Of oxygen whose figures are stale nothing is claimed any more, and nothing ended: whoever is awake stays so.
    for (const one of await horizonOf(work.db, holder, work.now)) {
      if ((told.get(one.itemId ?? 'oxygen') ?? null) !== tellable(one)) await this.tell(work, holder, one);
    }
  }

  private async tell(work: Work, holder: Holder, one: Horizon): Promise<void> {
    const runsOut = tellable(one);
    const statement = one.itemId === null ? `UPDATE corridor_board SET runs_out = $2 WHERE holder_id = $1 AND data_class = 'capacity' AND $3::uuid IS NULL` : 'UPDATE corridor_stock SET runs_out = $2 WHERE holder_id = $1 AND item_id = $3';
    await work.db.query(statement, [holder.id, runsOut, one.itemId]);
    const key = `stock_out_before_arrival:${holder.id}:${one.itemId ?? 'oxygen'}`;
    if (runsOut === null) return clearAlert(work, holder.corridorId, key);
    const certain = runsOut === 'before_earliest';
    await raiseAlert(work, {
      ...alertOf(holder), key, kind: 'stock_out_before_arrival', severity: certain ? 'severe' : 'moderate', urgency: 'expected', certainty: certain ? 'likely' : 'possible', observedAt: work.now,
      facts: {
        what: one.itemId ?? 'oxygen', quantity: one.quantity, unit: one.unit, worstOut: one.worstOut?.toISOString() ?? null,
        earliest: one.supply?.earliest.toISOString() ?? null, latest: one.supply?.latest.toISOString() ?? null, source: one.supply?.source ?? null,
      },
    });
  }
}

/** What was told last, by item; the row of each is locked, so that two processes do not tell the same. */
async function toldOf({ db }: Work, holderId: string): Promise<Map<string, RunsOut>> {
  const stock = await db.query<{ what: string; verdict: RunsOut }[]>('SELECT item_id::text AS what, runs_out AS verdict FROM corridor_stock WHERE holder_id = $1 ORDER BY item_id FOR UPDATE', [holderId]);
  const board = await db.query<{ what: string; verdict: RunsOut }[]>(`SELECT 'oxygen' AS what, runs_out AS verdict FROM corridor_board WHERE holder_id = $1 AND data_class = 'capacity' FOR UPDATE`, [holderId]);
  return new Map([...stock, ...board].map(({ what, verdict }) => [what, verdict]));
}
