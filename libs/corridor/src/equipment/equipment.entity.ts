import { Column, Entity, PrimaryColumn, type EntityManager } from 'typeorm';
import { corridor, type Output } from '#contracts';
import { DomainError } from '#kernel';
import type { Work } from '#log';
import { streamOf } from '../corridor/corridor.entity.js';
import { readHolder, toldOf, type Holder } from '../holder/holder.js';
import { audienceOf } from '../sharing/audience-of.js';

type View = Output<typeof corridor.readEquipment>;

/** A device of an organisation, at one of the corridor's centres or units. */
@Entity('corridor_equipment')
export class Equipment {
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid', { name: 'corridor_id' }) corridorId!: string;
  @Column('uuid', { name: 'institution_id' }) institutionId!: string;
  @Column('text', { name: 'holder_kind' }) holderKind!: View['holderKind'];
  @Column('uuid', { name: 'holder_id' }) holderId!: string;
  @Column('text') kind!: View['kind'];
  @Column('text') name!: string;
  @Column('text', { name: 'serial_number', nullable: true }) serialNumber!: string | null;
  @Column('text', { nullable: true }) udi!: string | null;
  @Column('text', { nullable: true }) manufacturer!: string | null;
  @Column('text', { nullable: true }) model!: string | null;
  @Column('text', { nullable: true }) firmware!: string | null;
  @Column('text') status!: View['status'];
  @Column('text') operational!: View['operational'];
  @Column('double precision', { name: 'engine_hours', nullable: true }) engineHours!: number | null;
  @Column('double precision', { name: 'distance_km', nullable: true }) distanceKm!: number | null;
  @Column('timestamptz', { name: 'metered_at', nullable: true }) meteredAt!: Date | null;
  @Column('int') version!: number;
}

/** The device under its lock: meters, moves and maintenance take their turn. @throws DomainError not_found */
export async function lockEquipment(db: EntityManager, id: string): Promise<Equipment> {
  const found = await db.findOne(Equipment, { where: { id }, lock: { mode: 'for_no_key_update' } });
  if (found === null) throw new DomainError('not_found', 'There is no device of this id.');
  return found;
}

/** Where the device is. */
export function placeOfEquipment(db: EntityManager, { holderKind, holderId }: Equipment): Promise<Holder> {
  return readHolder(db, { kind: holderKind, id: holderId });
}

/** What events say of a device: whose it is, and where. */
export function toldEquipment(equipment: Equipment, holder: Holder): { equipmentId: string } & ReturnType<typeof toldOf> {
  return { equipmentId: equipment.id, ...toldOf(holder), institutionId: equipment.institutionId };
}

/** How alerts name a device. */
export function alertPlace({ corridorId, institutionId, holderKind, holderId }: Equipment): { corridorId: string; ownerId: string; unitId?: string; centreId?: string } {
  return { corridorId, ownerId: institutionId, ...(holderKind === 'unit' ? { unitId: holderId } : { centreId: holderId }) };
}

export function audienceOfEquipment(work: Work, { corridorId, institutionId }: Equipment): Promise<readonly string[]> {
  return audienceOf(work.db, corridorId, institutionId, 'equipment');
}

/** Writes what was changed and tells how the device stands now. */
export async function saveEquipment(work: Work, equipment: Equipment): Promise<void> {
  equipment.version += 1;
  await work.db.update(Equipment, { id: equipment.id }, { ...equipment });
  await tellEquipment(work, equipment);
}

export async function tellEquipment(work: Work, equipment: Equipment): Promise<void> {
  const { kind, status, operational, version } = equipment;
  const told = toldEquipment(equipment, await placeOfEquipment(work.db, equipment));
  work.record(corridor.equipmentChanged, streamOf(equipment.corridorId), { ...told, kind, status, operational, version }, { audience: await audienceOfEquipment(work, equipment) });
}
