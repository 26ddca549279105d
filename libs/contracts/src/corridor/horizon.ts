import { z } from 'zod';
import { query } from '../catalogue/declare.js';
import { id, instant, ofCorridor, ucumCode } from './words.js';

/**
 * Whether what is there lasts until more can come. The worst case is a use as on the busiest day of the window, and an arrival
 * at the latest instant of its range. `before_latest`: it may run out before; `before_earliest`: it does, however soon they come.
 */
export const horizonVerdict = z.enum(['not_used', 'no_supply', 'lasts', 'before_latest', 'before_earliest']);

/** More of it: at the next stop of a unit that is under way, or by a shipment. The range is that of the arrival. */
const supply = z.object({ source: z.enum(['stop', 'shipment']), deploymentId: id.nullable(), shipmentId: id.nullable(), earliest: instant, latest: instant });

export const readHorizon = query('corridor.stock.horizon', {
  summary: 'How long what a centre or unit has in stock lasts, beside when more can come. Oxygen is among it, by the board.', path: '/corridors/{corridorId}/holders/{holderId}/stock/horizon',
  params: z.strictObject({ ...ofCorridor, holderId: id }),
  output: z.object({
    at: instant,
    horizon: z.array(z.object({
      /** Null: oxygen, by the figures of the board. */
      itemId: id.nullable(), unit: ucumCode, quantity: z.number(), dailyUse: z.number(), busiestDay: z.number(),
      likelyOut: instant.nullable(), worstOut: instant.nullable(), supply: supply.nullable(), verdict: horizonVerdict,
    })),
  }),
});
