import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import type { stream } from '#contracts';
import { passes } from '#db';
import { Projections, Tellers, type Teller, type Work } from '#log';
import { ANNOUNCED_AT_ONCE } from '../inbox/announce.js';
import { NotificationClock } from '../clock.js';
import { untold } from '../message/metrics.js';
import { keepNotice, tellAgain, untoldOf, withdrawNotice } from './keep-notice.js';
import { TellNotice, TOLD_AT_ONCE } from './tell-notice.js';

/** What happened longer ago than so many hours is history: a hub that comes to know of it now tells nobody. */
const HISTORY_HOURS = 72;

/** Asks of every event whom it concerns, in the order of the feed, and has them told. */
@Injectable()
export class PlanNotices implements OnModuleInit {
  private readonly logger = new Logger('PlanNotices');

  constructor(
    private readonly tellers: Tellers,
    private readonly projections: Projections,
    private readonly tell: TellNotice,
    private readonly clock: NotificationClock,
  ) {}

  onModuleInit(): void {
    this.projections.react('PlanNotices', this.tellers.events(), (event, work) => this.plan(event, work));
  }

  private async plan(event: stream.Envelope, work: Work): Promise<void> {
    // One transaction announces so many at the most, whatever number of notices an event makes.
    const budget = { announcements: ANNOUNCED_AT_ONCE };
    for (const teller of this.tellers.of(event.type)) {
      const { announcements } = budget;
      try {
        // One that fails is undone by itself: it must not silence all others, nor keep those from hearing of what comes after.
        await work.part(() => this.ask(teller, event, work, budget));
      } catch (fault) {
        // The event is tried again as a whole.
        if (passes(fault)) throw fault;
        budget.announcements = announcements;
        untold.inc({ event: event.type });
        this.logger.error({ err: fault, event: event.id }, `nobody could be told of ${event.type} at ${event.stream} ${event.position}`);
      }
    }
  }

  private async ask(teller: Teller, event: stream.Envelope, work: Work, budget: { announcements: number }): Promise<void> {
    const now = this.clock.now();
    for (const told of await teller(event, work.db)) {
      if ('withdrawn' in told) {
        await withdrawNotice(work, told, now);
        continue;
      }
      const happened = Math.max(Date.parse(event.time), told.at?.getTime() ?? 0);
      if (happened < now.getTime() - HISTORY_HOURS * 3_600_000) continue;
      const notice = await keepNotice(work, event, told, now);
      if (notice.state === 'waiting' && notice.at > now) continue;
      // Very many people are told part by part, so that what happens next is not told after all of them.
      const people = await untoldOf(work.db, notice);
      if (people.length <= TOLD_AT_ONCE) await this.tell.tell(work, notice, people, budget);
      else if (notice.state === 'told') await tellAgain(work.db, notice, now);
    }
  }
}
