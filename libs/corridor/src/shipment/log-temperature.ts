import { Injectable } from '@nestjs/common';
import { corridor, type Input, type Output } from '#contracts';
import { DomainError, newId, type Principal } from '#kernel';
import type { Work } from '#log';
import { Handles, insistOn, type CommandHandler, type Granted } from '#realtime';
import { clearAlert, raiseAlert } from '../alert/raise-alert.js';
import { streamOf } from '../corridor/corridor.entity.js';
import { insistOnActingForOne } from '../standing/insist-on-acting.js';
import { findExcursions, type ColdReading, type Excursion } from './find-excursions.js';
import { audienceOfParties, lockShipment, type Shipment } from './shipment.js';
import { shipmentMachine } from './shipment-states.js';

/** A shipment that has a range, under its lock: batches of its log take their turn. */
type Cold = Shipment & { readonly lowCelsius: number; readonly highCelsius: number };

const AHEAD = 5 * 60_000;

/** A device that was out of reach brings its log late and in pieces; what is known already changes nothing. */
@Injectable()
@Handles(corridor.logTemperature, (input) => ({ kind: 'corridor', id: input.corridorId }))
export class LogTemperature implements CommandHandler<typeof corridor.logTemperature> {
  async execute(actor: Principal, input: Input<typeof corridor.logTemperature>, work: Work, { standing }: Granted): Promise<Output<typeof corridor.logTemperature>> {
    const { readings } = input;
    const future = readings.findIndex(({ asOf }) => Date.parse(asOf) > work.now.getTime() + AHEAD);
    if (future !== -1) throw new DomainError('invalid_input', 'A reading is as of the future.', { issues: [{ pointer: `/readings/${future}/asOf`, rule: 'at most five minutes ahead of the hub’s clock' }] });
    const shipment = await lockShipment(work.db, input);
    await insistOnActingForOne(work.db, actor, input.corridorId, shipment.partyIds, standing);
    // What was measured under way may be read out after it was received; before it is sent nothing travels.
    insistOn(shipmentMachine, shipment.state, ['dispatched', 'at_border', 'cleared', 'delivered', 'received', 'lost']);
    let added = 0;
    let excursions = 0;
    for (const sensor of new Set(readings.map((reading) => reading.sensor))) {
      const gained = await keep(work, shipment, sensor, readings.filter((reading) => reading.sensor === sensor));
      added += gained.length;
      if (gained.length > 0 && isCold(shipment)) excursions += await judge(work, shipment, sensor, gained);
    }
    return { added, known: readings.length - added, excursions };
  }
}

const isCold = (shipment: Shipment): shipment is Cold => shipment.lowCelsius !== null && shipment.highCelsius !== null;

/** Out of range until it is judged, each as an excursion of its own, so that no moment of the log contradicts itself. @returns instants of those that were not known */
async function keep({ db }: Work, shipment: Shipment, sensor: string, readings: Input<typeof corridor.logTemperature>['readings']): Promise<Date[]> {
  const rows = readings.map(({ asOf, celsius }) => {
    const inRange = !isCold(shipment) || (celsius >= shipment.lowCelsius && celsius <= shipment.highCelsius);
    return { asOf: new Date(asOf).toISOString(), celsius, inRange, excursionId: inRange ? null : newId() };
  });
  const gained = await db.query<{ asOf: Date }[]>(
    `INSERT INTO corridor_cold_reading (shipment_id, corridor_id, sensor, as_of, celsius, in_range, excursion_id)
     SELECT $1, $2, $3, "asOf", celsius, "inRange", "excursionId" FROM jsonb_to_recordset($4::jsonb) AS t("asOf" timestamptz, celsius double precision, "inRange" boolean, "excursionId" uuid)
     ON CONFLICT DO NOTHING RETURNING as_of AS "asOf"`,
    [shipment.id, shipment.corridorId, sensor, JSON.stringify(rows)],
  );
  return gained.map(({ asOf }) => asOf);
}

/** Looks at the log again from the last reading in range before what came to the first one after it. @returns how many excursions are new */
async function judge(work: Work, shipment: Cold, sensor: string, gained: readonly Date[]): Promise<number> {
  const times = gained.map((at) => at.getTime());
  const log = await work.db.query<ColdReading[]>(
    `SELECT as_of AS "asOf", celsius, in_range AS "inRange", CASE WHEN as_of = ANY ($5) THEN NULL ELSE excursion_id END AS "excursionId" FROM corridor_cold_reading WHERE shipment_id = $1 AND sensor = $2
       AND as_of >= coalesce((SELECT max(as_of) FROM corridor_cold_reading WHERE shipment_id = $1 AND sensor = $2 AND in_range AND as_of < $3), '-infinity')
       AND as_of <= coalesce((SELECT min(as_of) FROM corridor_cold_reading WHERE shipment_id = $1 AND sensor = $2 AND in_range AND as_of > $4), 'infinity') ORDER BY as_of`,
    [shipment.id, sensor, new Date(Math.min(...times)), new Date(Math.max(...times)), gained],
  );
  const { excursions, gone } = findExcursions(log, newId);
  const rows = excursions.flatMap(({ id, readings }) => readings.map(({ asOf }) => ({ asOf, id })));
  await work.db.query(
    `UPDATE corridor_cold_reading r SET excursion_id = t.id FROM jsonb_to_recordset($3::jsonb) AS t("asOf" timestamptz, id uuid) WHERE r.shipment_id = $1 AND r.sensor = $2 AND r.as_of = t."asOf"`,
    [shipment.id, sensor, JSON.stringify(rows)],
  );
  for (const id of gone) await clearAlert(work, shipment.corridorId, keyOf(shipment, id));
  const news = excursions.filter(({ isNew }) => isNew);
  for (const excursion of news) await tell(work, shipment, excursion);
  return news.length;
}

const keyOf = (shipment: Shipment, excursionId: string): string => `cold_chain_broken:${shipment.id}:${excursionId}`;

async function tell(work: Work, shipment: Cold, { id, readings: [first, ...rest] }: Excursion): Promise<void> {
  if (first === undefined) return;
  const { lowCelsius, highCelsius, corridorId, institutionId, carrierUnitId } = shipment;
  const outside = (celsius: number): number => Math.max(lowCelsius - celsius, celsius - highCelsius);
  const { celsius } = rest.reduce((worst, one) => (outside(one.celsius) > outside(worst.celsius) ? one : worst), first);
  const range = { celsius, lowCelsius, highCelsius };
  work.record(corridor.coldChainBroken, streamOf(corridorId), { shipmentId: shipment.id, institutionId, excursionId: id, since: first.asOf.toISOString(), ...range }, { audience: await audienceOfParties(work.db, shipment) });
  await raiseAlert(work, {
    corridorId, ownerId: institutionId, key: keyOf(shipment, id), kind: 'cold_chain_broken', ...(carrierUnitId === null ? {} : { unitId: carrierUnitId }),
    severity: 'severe', urgency: 'immediate', certainty: 'observed', observedAt: first.asOf, facts: { shipmentId: shipment.id, ...range },
  });
}
