import { Injectable } from '@nestjs/common';
import { In, type EntityManager } from 'typeorm';
import { corridor, type Output, type Params } from '#contracts';
import { DomainError, type Principal } from '#kernel';
import { Answers, pageOf, placeOf, type Page, type QueryHandler } from '#realtime';
import { sharesFor } from '../sharing/shares-for.js';
import { Alert } from './alert.entity.js';
import { OPEN } from './alert-states.js';

type View = Output<typeof corridor.listAlerts>;
type Read = Output<typeof corridor.readAlert>;
type Message = View['messages'][number];

@Injectable()
@Answers(corridor.listAlerts, (params) => ({ kind: 'corridor', id: params.corridorId }))
export class ListAlerts implements QueryHandler<typeof corridor.listAlerts> {
  async execute(_: Principal, { limit, iterator, state, ...wanted }: Params<typeof corridor.listAlerts>, db: EntityManager): Promise<Page<View>> {
    const start = placeOf(iterator, corridor.id);
    const states = state === undefined ? {} : { state: state === 'open' ? In([...OPEN]) : state };
    const given = Object.fromEntries(Object.entries(wanted).filter(([, value]) => value !== undefined));
    const found = db.createQueryBuilder(Alert, 'a').where({ ...given, ...states }).orderBy('a.id', 'DESC').limit(limit + 1);
    if (start !== null) found.andWhere('a.id < :start', { start });
    const alerts = await found.getMany();
    return pageOf(await views(db, alerts), limit, ({ alertId }) => alertId);
  }
}

@Injectable()
@Answers(corridor.readAlert, (params) => ({ kind: 'alert', id: params.alertId }))
export class ReadAlert implements QueryHandler<typeof corridor.readAlert> {
  async execute(_: Principal, { alertId }: Params<typeof corridor.readAlert>, db: EntityManager): Promise<Read> {
    const alert = await db.findOneBy(Alert, { id: alertId });
    if (alert === null) throw new DomainError('not_found', 'There is no alert of this id.');
    const [seen] = await views(db, [alert]);
    if (seen === undefined) throw new Error('one alert has one view');
    const steps = await stepsOf(db, alertId);
    const since = (instant: Date | null): number | null => (instant === null ? null : Math.max(0, Math.round((instant.getTime() - alert.raisedAt.getTime()) / 1_000)));
    const notified = steps.find(({ personIds, fallback }) => personIds.length > 0 || fallback !== 'none');
    return {
      ...seen, description: alert.description, steps,
      response: { toNotified: since(notified === undefined ? null : new Date(notified.at)), toAcknowledged: since(alert.acknowledgedAt), toResolved: since(alert.resolvedAt) },
    };
  }
}

/** Open alerts of one snapshot, which a bad line has to carry; the list has the rest. */
const MOST = 25;

/** How many alerts are open, and the worst of them, the latest first, for readers of these labels. Words of people are not among them. */
export async function readAlertFacts(db: EntityManager, corridorId: string, labels: ReadonlySet<string>): Promise<{ open: number; worst: unknown[] }> {
  const owners = [...(await sharesFor(db, corridorId, 'alert', labels)).keys()];
  const [worst, open] = await db.createQueryBuilder(Alert, 'a').where({ corridorId, state: In([...OPEN]), institutionId: In(owners) })
    .orderBy(`array_position(ARRAY['extreme', 'severe', 'moderate', 'minor', 'unknown'], a.severity)`).addOrderBy('a.id', 'DESC').limit(MOST).getManyAndCount();
  return { open, worst: worst.map((alert) => alert.standing()) };
}

async function views(db: EntityManager, alerts: readonly Alert[]): Promise<View[]> {
  const messages = await messagesOf(db, alerts.flatMap(({ id, supersedes }) => [id, supersedes ?? id]));
  const of = (id: string | null): Message[] => (id === null ? [] : messages.get(id) ?? []);
  return alerts.map((alert) => ({ ...view(alert), messages: of(alert.id), references: [...of(alert.supersedes), ...of(alert.id).slice(0, -1)] }));
}

function view(alert: Alert): Omit<View, 'messages' | 'references'> {
  const at = (instant: Date | null): string | null => instant?.toISOString() ?? null;
  const { corridorId, headline, responseType } = alert;
  return {
    ...alert.standing(), corridorId, headline, responseType, changedAt: alert.changedAt.toISOString(), notifiedAt: at(alert.notifiedAt), acknowledgedAt: at(alert.acknowledgedAt),
    resolvedAt: at(alert.resolvedAt), endedAt: at(alert.endedAt), expiresAt: at(alert.expiresAt),
  };
}

/** The CAP messages of each of these alerts, in order. */
async function messagesOf(db: EntityManager, ids: readonly string[]): Promise<ReadonlyMap<string, Message[]>> {
  const rows = await db.query<(Omit<Message, 'at'> & { id: string; at: Date })[]>(
    `SELECT alert_id AS id, alert_id || '.' || number AS identifier, message_type AS "messageType", at FROM corridor_alert_step WHERE alert_id = ANY ($1) AND message_type <> 'ack' ORDER BY alert_id, number`, [ids],
  );
  const all = new Map<string, Message[]>();
  for (const { id, identifier, messageType, at } of rows) all.set(id, [...(all.get(id) ?? []), { identifier, messageType, at: at.toISOString() }]);
  return all;
}

async function stepsOf(db: EntityManager, id: string): Promise<Read['steps']> {
  const rows = await db.query<(Omit<Read['steps'][number], 'at' | 'until'> & { at: Date; until: Date | null })[]>(
    `SELECT number, step, state, at, person_id AS "personId", message_type AS "messageType", level, person_ids AS "personIds", holes, fallback, until, note
     FROM corridor_alert_step WHERE alert_id = $1 ORDER BY number LIMIT 1000`, [id],
  );
  return rows.map((row) => ({ ...row, at: row.at.toISOString(), until: row.until?.toISOString() ?? null }));
}
