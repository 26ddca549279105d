import { Injectable } from '@nestjs/common';
import { LessThan, type EntityManager } from 'typeorm';
import { z } from 'zod';
import { corridor, type Output, type Params } from '#contracts';
import { DomainError, type Principal } from '#kernel';
import { Answers, pageOf, placeOf, type Page, type QueryHandler } from '#realtime';
import { Equipment } from './equipment.entity.js';
import { Maintenance } from './maintenance.entity.js';

type View = Output<typeof corridor.listEquipment>;
type Whole = Output<typeof corridor.readEquipment>;
type Reading = Output<typeof corridor.listMeterReadings>;
const place = z.tuple([z.iso.datetime(), z.uuid()]);

/** Row-level security leaves those out that the compact does not share with the caller. */
@Injectable()
@Answers(corridor.listEquipment, (params) => ({ kind: 'corridor', id: params.corridorId }))
export class ListEquipment implements QueryHandler<typeof corridor.listEquipment> {
  async execute(_: Principal, { corridorId, holderId, status, limit, iterator }: Params<typeof corridor.listEquipment>, db: EntityManager): Promise<Page<View>> {
    const before = placeOf(iterator, corridor.id);
    const where = { corridorId, status, ...(holderId === undefined ? {} : { holderId }), ...(before === null ? {} : { id: LessThan(before) }) };
    return pageOf((await db.find(Equipment, { where, order: { id: 'DESC' }, take: limit + 1 })).map(view), limit, (row) => row.id);
  }
}

@Injectable()
@Answers(corridor.readEquipment, (params) => ({ kind: 'equipment', id: params.equipmentId }))
export class ReadEquipment implements QueryHandler<typeof corridor.readEquipment> {
  async execute(_: Principal, { equipmentId }: Params<typeof corridor.readEquipment>, db: EntityManager): Promise<Whole> {
    const equipment = await db.findOneBy(Equipment, { id: equipmentId });
    if (equipment === null) throw new DomainError('not_found', 'There is no device of this id.');
    const items = await db.find(Maintenance, { where: { equipmentId }, order: { id: 'ASC' } });
    const stays = await db.query<Whole['stays']>(
      `SELECT holder_kind AS "holderKind", holder_id AS "holderId", since, until FROM corridor_equipment_stay WHERE equipment_id = $1 ORDER BY id DESC LIMIT 200`, [equipmentId]);
    return { ...view(equipment), maintenance: items.map(viewItem), stays: stays.map((stay) => ({ ...stay, since: iso(stay.since) ?? '', until: iso(stay.until) })) };
  }
}

@Injectable()
@Answers(corridor.listMeterReadings, (params) => ({ kind: 'equipment', id: params.equipmentId }))
export class ListMeterReadings implements QueryHandler<typeof corridor.listMeterReadings> {
  async execute(_: Principal, { equipmentId, limit, iterator }: Params<typeof corridor.listMeterReadings>, db: EntityManager): Promise<Page<Reading>> {
    const [at, id] = placeOf(iterator, place) ?? [null, null];
    const rows = await db.query<Reading[]>(
      `SELECT id, meter, value, at, moved IS NOT NULL AS replaced, withdrawn_at AS "withdrawnAt", withdrawn_for AS "withdrawnFor" FROM corridor_meter_reading WHERE equipment_id = $1 AND ($2::timestamptz IS NULL OR (at, id) < ($2, $3::uuid)) ORDER BY at DESC, id DESC LIMIT $4`, [equipmentId, at, id, limit + 1]);
    return pageOf(rows.map((row) => ({ ...row, at: iso(row.at) ?? '', withdrawnAt: iso(row.withdrawnAt) })), limit, (row) => [row.at, row.id]);
  }
}

function view({ meteredAt, ...equipment }: Equipment): View {
  return { ...equipment, meteredAt: iso(meteredAt) };
}

function viewItem({ id, name, dueOn, everyDays, everyHours, everyKm, nextDay, nextHours, nextKm, doneAt, dueSince }: Maintenance): Whole['maintenance'][number] {
  return { itemId: id, name, dueOn, everyDays, everyHours, everyKm, nextDay, nextHours, nextKm, doneAt: iso(doneAt), dueSince: iso(dueSince) };
}

function iso(instant: Date | string | null): string | null {
  return instant === null ? null : new Date(instant).toISOString();
}
