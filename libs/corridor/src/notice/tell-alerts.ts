import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { corridor, type Data, type Notice, type stream } from '#contracts';
import { Holds, telling, Tells, type Telling } from '#log';
import { holdersOf, others } from './find-holders.js';
import { corridorName, corridorOf, subjectName } from './read-names.js';

type Woken = Data<typeof corridor.alertNotified>;
type Kind = Woken['kind'];

/** Kinds of alerts that people choose their channels for by another category than that of alerts. */
const NOTICES: Partial<Readonly<Record<Kind, typeof corridor.alertNotice>>> = {
  board_stale: corridor.boardStaleNotice, report_missing: corridor.reportMissingNotice, credential_expiring: corridor.credentialNotice,
  oxygen_low: corridor.stockNotice, stock_low: corridor.stockNotice, stock_expiring: corridor.stockNotice, stock_out_before_arrival: corridor.stockNotice,
};

/** What is severe or worse is critical, whatever it is about. */
export function noticeOf(kind: Kind, severity: Woken['severity']): Notice<typeof corridor.alertNotice.facts> {
  return corridor.criticalSeverities.includes(severity) ? corridor.alertCriticalNotice : (NOTICES[kind] ?? corridor.alertNotice);
}

/**
 * Alerts escalate over the roster by themselves: here each step of theirs is told to the people that it woke. A thing that is
 * an alert is told as one, and by no other event.
 */
@Injectable()
export class TellAlerts {
  @Tells(corridor.alertNotified)
  async woken(event: stream.Envelope, db: EntityManager): Promise<readonly Telling[]> {
    const woken = event.data as Woken;
    const corridorId = corridorOf(event);
    const { alertId, version, kind, severity, why, exercise, observedAt } = woken;
    const names = { corridor: await corridorName(db, corridorId), subject: await subjectName(db, woken) };
    const alert = telling(noticeOf(kind, severity), {
      key: `${alertId}.${version}`, about: `alert:${alertId}`, to: await peopleOf(db, corridorId, woken), digestKey: `${kind}:${corridorId}`, facts: { ...names, kind, severity, why, exercise, observedAt },
    });
    return kind === 'credential_expiring' ? [alert, ...ownLicence(woken, names.corridor, alert.to)] : [alert];
  }

  /** Those who were woken learn that it is over; whoever put it right knows. */
  @Tells(corridor.alertChanged)
  async resolved(event: stream.Envelope, db: EntityManager): Promise<readonly Telling[]> {
    const alert = event.data as Data<typeof corridor.alertChanged>;
    if (alert.step !== 'resolved') return [];
    const rows = await db.query<{ id: string }[]>('SELECT DISTINCT unnest(person_ids) AS id FROM corridor_alert_step WHERE alert_id = $1 AND number < $2 ORDER BY id', [alert.alertId, alert.version]);
    const { alertId, version, kind, exercise } = alert;
    const facts = { corridor: await corridorName(db, corridorOf(event)), subject: await subjectName(db, alert), kind, exercise, resolvedAt: event.time };
    return [telling(corridor.alertResolvedNotice, { key: `${alertId}.${version}`, about: `alert:${alertId}`, to: others(event, rows.map(({ id }) => id)), facts })];
  }

  /** An alert that somebody has acknowledged, or that is over, wakes nobody further. */
  @Holds(corridor.alertCriticalNotice)
  @Holds(corridor.alertNotice)
  @Holds(corridor.boardStaleNotice)
  @Holds(corridor.reportMissingNotice)
  @Holds(corridor.stockNotice)
  @Holds(corridor.credentialNotice)
  async stillOpen({ about }: { readonly about: string }, db: EntityManager): Promise<boolean> {
    const rows = await db.query<unknown[]>(`SELECT FROM corridor_alert WHERE id = $1 AND state IN ('notified', 'escalated')`, [about.slice('alert:'.length)]);
    return rows.length > 0;
  }
}

/** Where nobody is named, the notice falls to everybody who holds a post for the organisation. */
async function peopleOf(db: EntityManager, corridorId: string, { personIds, fallback, institutionId }: Woken): Promise<readonly string[]> {
  if (fallback !== 'organisation') return personIds;
  return [...new Set([...personIds, ...(await holdersOf(db, corridorId, institutionId, ['coordinator', 'authority', 'field']))])];
}

/** Whose licence ends is told so in their own words, unless they are told already because they see to it. */
function ownLicence({ alertId, version, facts }: Woken, corridorTitle: string, told: readonly string[]): readonly Telling[] {
  const { personId, credentialId, hostCountry, validUntil, days } = facts;
  if (typeof personId !== 'string' || typeof hostCountry !== 'string' || typeof validUntil !== 'string' || typeof days !== 'number' || told.includes(personId)) return [];
  return [telling(corridor.ownCredentialNotice, {
    key: `${alertId}.${version}`, about: `credential:${String(credentialId)}`, to: [personId], facts: { corridor: corridorTitle, hostCountry, validUntil, count: days },
  })];
}
