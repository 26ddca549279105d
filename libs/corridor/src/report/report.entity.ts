import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { corridor } from '#contracts';
import type { Standing } from '#realtime';
import { cellsOf, translate, type Counts, type Form } from './counts.js';

/** The general report of a local day, as one version of it. Never changed; a later version takes its place. */
@Entity('corridor_report')
export class Report {
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid', { name: 'corridor_id' }) corridorId!: string;
  @Column('uuid', { name: 'deployment_id' }) deploymentId!: string;
  @Column('uuid', { name: 'institution_id' }) institutionId!: string;
  @Column('uuid', { name: 'host_id' }) hostId!: string;
  @Column('date') day!: string;
  @Column('text') form!: Form;
  @Column('int') version!: number;
  @Column('boolean') current!: boolean;
  @Column('text') source!: 'tally' | 'hand';
  @Column('jsonb') counts!: Record<string, number>;
  @Column('text', { array: true }) hidden!: string[];
  @Column('smallint', { array: true }) needs!: number[];
  @Column('jsonb') slots!: Record<string, string>;
  @Column('boolean') late!: boolean;
  @Column('uuid', { name: 'submitted_by' }) submittedBy!: string;
  @Column('timestamptz', { name: 'submitted_at' }) submittedAt!: Date;

  /** Whoever acts for the operator or the host sees all counts; to everybody else, administrators among them, small ones are hidden. */
  isOwnOf(standing: Standing): boolean {
    return standing.has(`org:${this.institutionId}`) || standing.has(`org:${this.hostId}`);
  }

  counted(): Counts {
    return new Map(Object.entries(this.counts));
  }

  /** The counts that a reader of this standing sees, in the report's own form or read as the other. */
  cells(standing: Standing, readAs: Form): corridor.ReportCell[] {
    const hidden = new Set(this.isOwnOf(standing) ? [] : this.hidden);
    return translate(this.form, cellsOf(this.form, this.counted(), { slots: this.slots, hidden }), readAs);
  }

  view(standing: Standing, readAs: Form = this.form): corridor.ReportView {
    const { id, corridorId, deploymentId, institutionId, day, form, version, current, source, needs, slots, late } = this;
    return {
      id, corridorId, deploymentId, institutionId, day, form, version, current, source, needs, slots, late, submittedAt: this.submittedAt.toISOString(),
      readAs, protected: !this.isOwnOf(standing), cells: this.cells(standing, readAs),
    };
  }
}
