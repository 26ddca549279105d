import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { notifications, type Output, type Params } from '#contracts';
import { DomainError, type Principal } from '#kernel';
import { Answers, theHub, type QueryHandler } from '#realtime';
import { whoseOf } from '../message/whose-of.js';
import { inboxSteps, type EntryRow } from './inbox-steps.js';

type Explained = Output<typeof notifications.explainNotice>;
type Channels = Explained['channels'];

interface NoticeRow {
  readonly name: string;
  readonly about: string;
  readonly state: Explained['state'];
  readonly at: Date;
  readonly event_id: string;
  readonly event_type: string;
}

/** Why something came, or did not: every step as it was written down when it was taken. */
@Injectable()
@Answers(notifications.explainNotice, () => theHub)
export class ExplainNotice implements QueryHandler<typeof notifications.explainNotice> {
  async execute(actor: Principal, params: Params<typeof notifications.explainNotice>, db: EntityManager): Promise<Explained> {
    const personId = whoseOf(actor, params.personId, true);
    const [notice] = await db.query<NoticeRow[]>('SELECT name, about, state, at, event_id, event_type FROM notification_notice WHERE id = $1', [params.noticeId]);
    if (notice === undefined || personId === null) throw new DomainError('not_found', 'There is no notice of this id that you may know of.');
    const [entry] = await db.query<EntryRow[]>('SELECT arrived_at, announced, seen_at, read_at, acknowledged_at FROM notification_entry WHERE notice_id = $1 AND person_id = $2', [params.noticeId, personId]);
    const messages = await db.query<Channels>(
      'SELECT channel, id AS "messageId", state, steps FROM notification_message WHERE notice_id = $1 AND person_id = $2 ORDER BY channel', [params.noticeId, personId]);
    return {
      noticeId: params.noticeId, notice: notice.name, about: notice.about, personId, concerned: entry !== undefined || messages.length > 0,
      at: notice.at.toISOString(), state: notice.state, event: { id: notice.event_id, type: notice.event_type },
      channels: [...(entry === undefined ? [] : [inboxSteps(entry)]), ...messages.map((message) => ({ ...message, steps: message.steps.map(inUtc) }))],
    };
  }
}

/** The database writes instants of JSON in its own zone. */
function inUtc(step: Channels[number]['steps'][number]): Channels[number]['steps'][number] {
  return { ...step, at: new Date(step.at).toISOString(), until: step.until === null ? null : new Date(step.until).toISOString() };
}
