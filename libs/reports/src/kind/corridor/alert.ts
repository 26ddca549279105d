import type { corridor, Data } from '#contracts';

type Changed = Data<typeof corridor.alertChanged>;

/** States in which something is wrong and not yet put right. */
const OPEN: ReadonlySet<Changed['state']> = new Set(['raised', 'notified', 'escalated', 'suppressed', 'acknowledged', 'assigned']);
/** States in which nobody has acknowledged it. */
const UNHEARD: ReadonlySet<Changed['state']> = new Set(['raised', 'notified', 'escalated', 'suppressed']);

/** An alert as its events tell it, and when people learned of it. */
export class Alert {
  standing: Changed | null = null;
  notifiedAt: string | null = null;
  acknowledgedAt: string | null = null;
  resolvedAt: string | null = null;

  change(standing: Changed, at: string): void {
    this.standing = standing;
    // What came again has been neither acknowledged nor resolved.
    if (this.resolvedAt !== null && UNHEARD.has(standing.state)) this.acknowledgedAt = this.resolvedAt = null;
    if (standing.step === 'acknowledged' || standing.step === 'assigned') this.acknowledgedAt ??= at;
    if (standing.step === 'resolved') this.resolvedAt = at;
  }

  notify(at: string): void {
    this.notifiedAt ??= at;
  }

  get open(): boolean {
    return this.standing !== null && OPEN.has(this.standing.state);
  }

  /** Seconds from its raising to an instant. */
  secondsTo(instant: string | null): number | null {
    return instant === null || this.standing === null ? null : Math.max(0, Math.round((Date.parse(instant) - Date.parse(this.standing.raisedAt)) / 1_000));
  }
}
