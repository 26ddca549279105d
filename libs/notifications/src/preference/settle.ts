import type { EntityManager } from 'typeorm';
import { notifications, type Notice } from '#contracts';
import { noteAudit } from '#identity';
import { systemActor } from '#kernel';
import type { OuterChannel } from '../channel/channel.js';
import { gather, type Gathered } from '../digest/gather.js';
import { takeTurns } from '../throttle/take-turns.js';
import { decide, type Decision, type HoldReason, type Matter, type PersonSettings } from './decide.js';
import { readSettings } from './read-settings.js';

/** One message of which it is to be settled whether it goes now. */
export interface Asked {
  readonly messageId: string;
  readonly noticeId: string;
  readonly personId: string;
  readonly channel: OuterChannel;
  readonly notice: Pick<Notice, 'category' | 'critical' | 'channels' | 'digestMinutes'>;
  readonly about: string;
  readonly digestKey: string;
  /** It carries an appointment, and so goes by itself. */
  readonly alone: boolean;
}

/**
 * What became of it. Of a hold: the digest that it is gathered in (null: it waits by itself), and whether it carries that
 * digest: then this message alone is due, at `until`, and goes out for all of them.
 */
export type Settled =
  | { readonly go: 'now' }
  | { readonly go: 'hold'; readonly why: HoldReason; readonly until: Date; readonly digestId: string | null; readonly carries: boolean }
  | { readonly go: 'drop'; readonly why: 'preference' };

type Stopped = Extract<Decision, { go: 'hold' }>;

const auditor = systemActor('notifications');
/** Of somebody who is not known: as the notice has it. */
const unsettled: PersonSettings = { zone: 'UTC', preferences: [], quiet: [], pausedUntil: null, rhythms: {} };

/**
 * Settles of new messages, thousands at once, which go now, which wait and which are dropped. In the transaction that writes
 * them down, with the notices behind them already there: it takes turns of the throttles, opens digests and audits what passed.
 */
export async function settleMessages(db: EntityManager, now: Date, asked: readonly Asked[]): Promise<ReadonlyMap<string, Settled>> {
  const settings = await readSettings(db, asked.map(({ personId }) => personId), asked.map(({ about }) => about), now);
  const known = (personId: string): PersonSettings => settings.get(personId) ?? unsettled;
  const decided = new Map(asked.map((one) => [one.messageId, decide(matterOf(one), known(one.personId), null, now)]));
  // What is critical neither waits for a turn nor takes one from others.
  const going = asked.filter(({ messageId, notice }) => !notice.critical && decided.get(messageId)?.go === 'now');
  const refused = await takeTurns(db, now, going.map((one) => ({ ...one, category: one.notice.category })));
  for (const one of going) {
    const until = refused.get(one.messageId);
    if (until !== undefined) decided.set(one.messageId, decide(matterOf(one), known(one.personId), { until }, now));
  }
  const digests = await gather(db, now, asked.flatMap(({ messageId, personId, channel }) => {
    const decision = decided.get(messageId);
    return decision?.go === 'hold' && decision.key !== null ? [{ messageId, personId, channel, key: decision.key, until: decision.until }] : [];
  }));
  await auditPassed(db, now, asked.filter(({ messageId }) => passed(decided.get(messageId))));
  return new Map([...decided].map(([messageId, decision]) => [messageId, settledOf(decision, digests.get(messageId))]));
}

/** What is due now, and whether it may go at this hour. A `digestId` is asked about its carrier. */
export interface AskedAgain extends Omit<Asked, 'digestKey' | 'alone'> {
  readonly digestId: string | null;
}

/**
 * Whether messages that are due may go, by what their people have settled by now: whoever does not want it any more is not told,
 * and whoever is left alone at this hour is told after it. Neither throttle nor digest holds anything a second time.
 */
export async function settleAgain(db: EntityManager, now: Date, asked: readonly AskedAgain[]): Promise<ReadonlyMap<string, Settled>> {
  const settings = await readSettings(db, asked.map(({ personId }) => personId), asked.map(({ about }) => about), now);
  const decided = asked.map((one) => ({ one, decision: decide({ ...one, digestKey: '', alone: true, gathered: true }, settings.get(one.personId) ?? unsettled, null, now) }));
  const held = decided.flatMap(({ one, decision }) => (decision.go === 'hold' && one.digestId !== null ? [{ id: one.digestId, until: decision.until }] : []));
  if (held.length > 0) {
    await db.query('UPDATE notification_digest d SET closes_at = h.until FROM unnest($1::uuid[], $2::timestamptz[]) AS h (id, until) WHERE d.id = h.id AND d.closed_at IS NULL',
      [held.map(({ id }) => id), held.map(({ until }) => until.toISOString())]);
  }
  await auditPassed(db, now, decided.flatMap(({ one, decision }) => (passed(decision) ? [one] : [])));
  return new Map(decided.map(({ one, decision }): [string, Settled] => [
    one.messageId, decision.go === 'hold' ? { go: 'hold', why: decision.why, until: decision.until, digestId: one.digestId, carries: one.digestId !== null } : settledOf(decision, undefined),
  ]));
}

function matterOf(asked: Asked): Matter {
  return { ...asked, gathered: false };
}

function passed(decision: Decision | undefined): boolean {
  return decision?.go === 'now' && decision.passed !== null;
}

function settledOf(decision: Decision, digest: Gathered | undefined): Settled {
  if (decision.go === 'now') return { go: 'now' };
  return decision.go === 'drop' ? decision : heldOf(decision, digest);
}

function heldOf({ why, until }: Stopped, digest: Gathered | undefined): Settled {
  if (digest === undefined) return { go: 'hold', why, until, digestId: null, carries: false };
  return { go: 'hold', why, until: digest.closesAt, digestId: digest.digestId, carries: digest.carries };
}

/** Once for each notice and person, whatever the number of channels: the first of its messages is named. */
async function auditPassed(db: EntityManager, now: Date, asked: readonly Pick<Asked, 'messageId' | 'noticeId' | 'personId'>[]): Promise<void> {
  if (asked.length === 0) return;
  const rows = await db.query<{ notice: string; person: string }[]>(
    `INSERT INTO notification_passing (notice_id, person_id) SELECT DISTINCT notice, person FROM unnest($1::uuid[], $2::uuid[]) AS passed (notice, person) ORDER BY 1, 2
     ON CONFLICT ON CONSTRAINT passing_is_audited_once DO NOTHING RETURNING notice_id AS notice, person_id AS person`,
    [asked.map(({ noticeId }) => noticeId), asked.map(({ personId }) => personId)]);
  const messages = new Map([...asked].reverse().map(({ noticeId, personId, messageId }) => [`${noticeId} ${personId}`, messageId]));
  for (const { notice, person } of rows) {
    const id = messages.get(`${notice} ${person}`);
    if (id !== undefined) await noteAudit(db, auditor, now, { action: notifications.preferencePassed, object: { kind: 'message', id } });
  }
}
