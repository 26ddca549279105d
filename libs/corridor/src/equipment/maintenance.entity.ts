import { Column, Entity, PrimaryColumn } from 'typeorm';
import { Temporal } from 'temporal-polyfill';
import type { Equipment } from './equipment.entity.js';

/** One item of a device's maintenance plan: when it falls due, and when it was done last. */
@Entity('corridor_maintenance')
export class Maintenance {
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid', { name: 'equipment_id' }) equipmentId!: string;
  @Column('uuid', { name: 'institution_id' }) institutionId!: string;
  @Column('text') name!: string;
  @Column('date', { name: 'due_on', nullable: true }) dueOn!: string | null;
  @Column('int', { name: 'every_days', nullable: true }) everyDays!: number | null;
  @Column('double precision', { name: 'every_hours', nullable: true }) everyHours!: number | null;
  @Column('double precision', { name: 'every_km', nullable: true }) everyKm!: number | null;
  @Column('date', { name: 'next_day', nullable: true }) nextDay!: string | null;
  @Column('double precision', { name: 'next_hours', nullable: true }) nextHours!: number | null;
  @Column('double precision', { name: 'next_km', nullable: true }) nextKm!: number | null;
  @Column('timestamptz', { name: 'done_at', nullable: true }) doneAt!: Date | null;
  @Column('timestamptz', { name: 'due_since', nullable: true }) dueSince!: Date | null;

  /** Whether it comes again after it was done. */
  get repeats(): boolean {
    return this.everyDays !== null || this.everyHours !== null || this.everyKm !== null;
  }

  /** Sets the next term, counted from an instant where the device is and from what its meters show; a day that was named counts once. */
  reckon(equipment: Equipment, from: Date, zone: string, first: boolean): void {
    const day = Temporal.Instant.fromEpochMilliseconds(from.getTime()).toZonedDateTimeISO(zone).toPlainDate();
    const days = [first ? this.dueOn : null, this.everyDays === null ? null : day.add({ days: this.everyDays }).toString()].filter((one) => one !== null);
    this.nextDay = days.sort()[0] ?? null;
    this.nextHours = this.everyHours === null ? null : (equipment.engineHours ?? 0) + this.everyHours;
    this.nextKm = this.everyKm === null ? null : (equipment.distanceKm ?? 0) + this.everyKm;
  }
}
