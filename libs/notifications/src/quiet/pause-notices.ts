import { Injectable } from '@nestjs/common';
import { notifications, type Input, type Output } from '#contracts';
import { DomainError, type Principal } from '#kernel';
import type { Work } from '#log';
import { Handles, theHub, type CommandHandler } from '#realtime';
import { NotificationClock } from '../clock.js';
import { personOf, tellSettled } from '../preference/whose.js';

@Injectable()
@Handles(notifications.pauseNotices, () => theHub)
export class PauseNotices implements CommandHandler<typeof notifications.pauseNotices> {
  constructor(private readonly clock: NotificationClock) {}

  async execute(actor: Principal, { until }: Input<typeof notifications.pauseNotices>, work: Work): Promise<Output<typeof notifications.pauseNotices>> {
    const personId = personOf(actor);
    this.insistOnPause(Date.parse(until));
    await work.db.query('INSERT INTO notification_pause (person_id, until) VALUES ($1, $2) ON CONFLICT (person_id) DO UPDATE SET until = excluded.until', [personId, until]);
    tellSettled(work, personId, 'quiet');
    return {};
  }

  /** A pause ends later than now, and within its bound. */
  private insistOnPause(until: number): void {
    const ahead = until - this.clock.now().getTime();
    if (ahead > 0 && ahead <= notifications.pauseDays * 86_400_000) return;
    const rule = `an instant from now on, ${notifications.pauseDays} days away at the most`;
    throw new DomainError('invalid_input', `/until: ${rule}`, { issues: [{ pointer: '/until', rule }] });
  }
}

@Injectable()
@Handles(notifications.resumeNotices, () => theHub)
export class ResumeNotices implements CommandHandler<typeof notifications.resumeNotices> {
  async execute(actor: Principal, _: Input<typeof notifications.resumeNotices>, work: Work): Promise<Output<typeof notifications.resumeNotices>> {
    const personId = personOf(actor);
    await work.db.query('DELETE FROM notification_pause WHERE person_id = $1', [personId]);
    tellSettled(work, personId, 'quiet');
    return {};
  }
}
