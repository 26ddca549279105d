import { Injectable } from '@nestjs/common';
import { events } from '#contracts';
import { Sealer } from '#db';
import { systemActor, systemClock } from '#kernel';
import { Duties, UnitOfWork } from '#log';
import { Outbound, type Answer } from '#outbound';
import { CountHeartbeat } from '../delivery/count-heartbeat.js';
import type { Sink } from '../message/due.js';
import { loadSinks } from '../subscription/load-sinks.js';
import { plainNotification } from './compose-notification.js';

const system = systemActor('heartbeats');
/** How often it is looked who is to be told (s): half of the shortest period there may be. */
const LOOK = 5;
/** Endpoints told at the same time. */
const AT_ONCE = 50;

/** An endpoint that fails is told no more often than the schedule of tries has it, by how often it has failed in a row. */
const PATIENCE = `(ARRAY[${events.retrySchedule.join(', ')}])[least(p.failures + 1, ${events.retrySchedule.length})]`;
/** Takes those whose period has passed without an event or a heartbeat, each for one process. Whether they hear it or not, the next one is a period away. */
const TAKE = `INSERT INTO events_heartbeat (subscription_id, at)
  SELECT s.id, $1 FROM events_subscription s JOIN events_progress p ON p.subscription_id = s.id LEFT JOIN events_heartbeat h ON h.subscription_id = s.id
  WHERE s.protocol = 'fhir' AND s.state = 'active' AND s.heartbeat IS NOT NULL
    AND (p.rest_until IS NULL OR p.rest_until <= $1)
    AND greatest(s.agreed_at, p.succeeded_at, h.at) <= $1::timestamptz - make_interval(secs => greatest(s.heartbeat, ${PATIENCE}))
  ORDER BY s.id LIMIT ${AT_ONCE}
  ON CONFLICT (subscription_id) DO UPDATE SET at = excluded.at WHERE events_heartbeat.at < excluded.at
  RETURNING subscription_id AS id, (SELECT sequence FROM events_progress p WHERE p.subscription_id = events_heartbeat.subscription_id) AS sequence`;

/** Tells FHIR endpoints for which there was nothing else that their subscription lives, and up to which number they should have come. */
@Injectable()
export class Heartbeats {
  constructor(
    duties: Duties,
    private readonly unitOfWork: UnitOfWork,
    private readonly sealer: Sealer,
    private readonly outbound: Outbound,
    private readonly counting: CountHeartbeat,
  ) {
    duties.every(LOOK, 'heartbeats', (off) => this.beat(systemClock.now(), off));
  }

  /** Tells all for whom it is time at `now`. */
  async beat(now: Date, off?: AbortSignal): Promise<void> {
    for (let told = AT_ONCE; told === AT_ONCE && off?.aborted !== true;) told = await this.beatSome(now, off);
  }

  private async beatSome(now: Date, off?: AbortSignal): Promise<number> {
    const taken = await this.unitOfWork.run(system, [], async ({ db }) => {
      const due = await db.query<{ id: string; sequence: string }[]>(TAKE, [now]);
      return { numbers: new Map(due.map(({ id, sequence }) => [id, Number(sequence)])), sinks: await loadSinks(db, this.sealer, due.map(({ id }) => id), now) };
    });
    const tell = (sink: Sink): Promise<Answer> => this.outbound.send(plainNotification(sink, 'heartbeat', taken.numbers.get(sink.id) ?? 0, now), off);
    const answers = await Promise.all(taken.sinks.map(async (sink) => ({ id: sink.id, answer: await tell(sink) })));
    for (const { id, answer } of answers) {
      // What was cut from this side says nothing of the endpoint.
      if (off?.aborted !== true || answer.kind === 'answered') await this.counting.count(id, answer, now);
    }
    return taken.sinks.length;
  }
}
