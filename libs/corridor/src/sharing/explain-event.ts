import { Injectable } from '@nestjs/common';
import { In, type EntityManager } from 'typeorm';
import { corridor, type Output, type Params } from '#contracts';
import { asHub } from '#db';
import { DomainError, type Principal } from '#kernel';
import { Answers, type Granted, type QueryHandler } from '#realtime';
import { streamOf } from '../corridor/corridor.entity.js';
import { Grant, viewGrant } from './grant.entity.js';
import { insistOnParty } from './insist-on-party.js';

type Explanation = Output<typeof corridor.explainEvent>;

/** What the log keeps of an event about who may see it. */
interface Addressed {
  readonly type: string;
  readonly time: Date;
  readonly audience: readonly string[];
  readonly institutionId: string | null;
}

/** The id of an event tells the month that it was made in, and so in which partitions to look. */
const EVENT = `SELECT e.type, e.time, e.audience, e.data ->> 'institutionId' AS "institutionId"
  FROM log_stream s JOIN log_event e ON e.stream_id = s.id AND e.months = s.months
  CROSS JOIN LATERAL (SELECT date_trunc('month', to_timestamp(('x' || left(replace($2::text, '-', ''), 12))::bit(48)::bigint / 1000.0) AT TIME ZONE 'UTC')::date AS made) m
  WHERE s.name = $1 AND e.id = $2::uuid AND e.month BETWEEN m.made AND (m.made + interval '1 month')::date`;

/** An event says for good to whom it was addressed when it was told; what it was addressed to may have ended since. */
@Injectable()
@Answers(corridor.explainEvent, (params) => ({ kind: 'corridor', id: params.corridorId }))
export class ExplainEvent implements QueryHandler<typeof corridor.explainEvent> {
  async execute(_: Principal, { corridorId, eventId, readerInstitutionId }: Params<typeof corridor.explainEvent>, db: EntityManager, { standing }: Granted): Promise<Explanation> {
    // The log is read by the hub's own duties alone; what may be said of the event is judged here.
    const [event] = await asHub(db, () => db.query<Addressed[]>(EVENT, [streamOf(corridorId), eventId]));
    if (event === undefined) throw new DomainError('event_unknown', 'The stream of this corridor holds no event of this id.', { eventId });
    await insistOnParty(db, standing, [event.institutionId, readerInstitutionId]);
    const grants = await this.grantsTo(db, event, readerInstitutionId);
    const { type, institutionId } = event;
    return { eventId, type, time: event.time.toISOString(), institutionId, readerInstitutionId, sees: sees(event, readerInstitutionId, grants), grants: grants.map(viewGrant) };
  }

  private async grantsTo(db: EntityManager, { audience }: Addressed, readerId: string): Promise<Grant[]> {
    const ids = audience.filter((label) => label.startsWith('grant:')).map((label) => label.slice('grant:'.length));
    const grants = await db.find(Grant, { where: { id: In(ids) }, order: { id: 'ASC' } });
    return grants.filter(({ readerInstitutionId }) => readerInstitutionId === readerId || readerInstitutionId === null);
  }
}

function sees({ audience, institutionId }: Addressed, readerId: string, grants: readonly Grant[]): Explanation['sees'] {
  if (audience.includes('members')) return 'members';
  if (audience.includes(`org:${readerId}`)) return institutionId === readerId ? 'own' : 'host';
  if (grants.length > 0) return grants.some(({ endedAt }) => endedAt === null) ? 'grant' : 'ended';
  return audience.includes(`protection:${readerId}`) ? 'restricted' : 'nothing';
}
