import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Data, stream } from '#contracts';
import { events } from '#contracts';
import { systemActor } from '#kernel';
import { Duties, On, UnitOfWork } from '#log';
import { Jobs } from '#queue';

const system = systemActor('handshake');
/** Seconds between two looks at who is to be asked. */
const EVERY = 2;
/** Endpoints asked by one look. */
const AT_ONCE = 500;

/** Sees to it that endpoints are asked: at once when a handshake begins, and again when the next time has come. */
@Injectable()
export class AskEndpoints implements OnModuleInit {
  private readonly logger = new Logger('AskEndpoints');

  constructor(private readonly jobs: Jobs, private readonly duties: Duties, private readonly unitOfWork: UnitOfWork) {}

  onModuleInit(): void {
    this.duties.every(EVERY, 'handshakes', () => this.askDue());
  }

  @On(events.handshakeBegun)
  async ask(event: stream.Envelope): Promise<void> {
    const { subscriptionId } = event.data as Data<typeof events.handshakeBegun>;
    // A queue that is away stops no projection: the next look finds what is due.
    await this.jobs.add(events.verifySubscription, { subscriptionId }, { key: subscriptionId }).catch((fault: unknown) => this.logger.warn({ err: fault }, 'a handshake could not be queued'));
  }

  private async askDue(): Promise<void> {
    const due = await this.unitOfWork.run(system, [], async ({ db, now }) => {
      await dropRunOut(db, now);
      return db.query<{ id: string }[]>(`SELECT id FROM events_subscription WHERE ask_at <= $1 AND state = 'requested' ORDER BY ask_at LIMIT ${AT_ONCE}`, [now]);
    });
    if (due.length > 0) await this.jobs.addAll(events.verifySubscription, due.map(({ id }) => ({ data: { subscriptionId: id }, options: { key: id } })));
  }
}

/** Secrets whose overlap is over sign no more, and are not kept. */
async function dropRunOut(db: EntityManager, now: Date): Promise<void> {
  await db.query('DELETE FROM events_secret WHERE expires_at <= $1', [now]);
}
