import { Injectable, Logger } from '@nestjs/common';
import { corridor, type Data, type stream } from '#contracts';
import { systemActor, systemClock } from '#kernel';
import { Duties, On, UnitOfWork, type Work } from '#log';
import { Jobs, Runs, type JobHandler } from '#queue';
import { raiseAlert } from '../alert/raise-alert.js';
import type { RaisedAlert } from '../alert/raised-alert.js';
import { lockCredential } from './credential.entity.js';
import { keyOf } from './decide-credential.js';

const actor = systemActor('credentials');
type Reminder = Data<typeof corridor.remindCredential>;

/** The nearer the end, the worse: an alert that is open already wakes again when it gets worse. */
const SEVERITIES: Readonly<Record<number, RaisedAlert['severity']>> = { 90: 'minor', 30: 'moderate', 7: 'severe', 0: 'extreme' };

/** Tells, once for each of the stated days, that a licence ends. */
@Injectable()
@Runs(corridor.remindCredential)
export class RemindCredential implements JobHandler<typeof corridor.remindCredential> {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  run(reminder: Reminder): Promise<void> {
    return this.unitOfWork.run(actor, [], (work) => this.remind(work, reminder));
  }

  private async remind(work: Work, { credentialId, days, version }: Reminder): Promise<void> {
    const credential = await lockCredential(work.db, credentialId);
    if (credential.state !== 'verified' || credential.version !== version) return;
    const [told] = await work.db.query<[unknown[], number]>(
      'UPDATE corridor_credential_notice SET told_at = $3 WHERE credential_id = $1 AND days = $2 AND told_at IS NULL AND due_at <= $3 RETURNING days', [credentialId, days, work.now]);
    if (told.length === 0 || (await isReplaced(work, credentialId))) return;
    const { corridorId, institutionId, personId, hostCountry, validUntil } = credential;
    await raiseAlert(work, {
      corridorId, ownerId: institutionId, key: keyOf(credentialId), kind: 'credential_expiring', severity: SEVERITIES[days] ?? 'minor', urgency: days === 0 ? 'immediate' : 'future', certainty: 'observed',
      observedAt: work.now, facts: { credentialId, personId, hostCountry, validUntil, days },
    });
  }
}

/** Whether an accepted licence of a later term stands in for this one. */
async function isReplaced({ db }: Work, credentialId: string): Promise<boolean> {
  const newer = await db.query<unknown[]>(
    `SELECT FROM corridor_credential c JOIN corridor_credential n ON n.corridor_id = c.corridor_id AND n.person_id = c.person_id AND n.profession = c.profession AND n.host_country = c.host_country
     WHERE c.id = $1 AND n.state = 'verified' AND n.valid_until > c.valid_until LIMIT 1`, [credentialId]);
  return newer.length > 0;
}

/** Seconds between two looks: an emptied job store delays a notice by no more. */
const EVERY = 30;
const AT_ONCE = 500;
/** How far ahead (ms) a timer is set; what is due later is found by a look. */
const AHEAD = 30 * 86_400_000;
const DUE = `SELECT n.credential_id AS "credentialId", n.days, c.version, n.due_at AS "dueAt" FROM corridor_credential_notice n JOIN corridor_credential c ON c.id = n.credential_id
  WHERE n.told_at IS NULL AND c.state = 'verified'`;

/** Sets the timers of a licence's notices in the job store, and adds again what is due. */
@Injectable()
export class CredentialTimers {
  private readonly logger = new Logger('CredentialTimers');

  constructor(private readonly jobs: Jobs, private readonly unitOfWork: UnitOfWork, duties: Duties) {
    duties.every(EVERY, 'credentials that end', () => this.look());
  }

  /** A queue that is away stops no projection: the next look finds what is due. */
  @On(corridor.credentialChanged)
  async set(event: stream.Envelope, { db }: Work): Promise<void> {
    const { credentialId, state } = event.data as Data<typeof corridor.credentialChanged>;
    if (state !== 'verified') return;
    const coming = await db.query<Coming[]>(`${DUE} AND n.credential_id = $1 AND n.due_at <= $2`, [credentialId, new Date(systemClock.now().getTime() + AHEAD)]);
    await this.add(coming).catch((fault: unknown) => this.logger.warn({ err: fault }, 'the timers of a credential could not be set; its notices are found when they are due'));
  }

  async look(): Promise<void> {
    const due = await this.unitOfWork.run(actor, [], ({ db, now }) => db.query<Coming[]>(`${DUE} AND n.due_at <= $1 ORDER BY n.due_at LIMIT ${AT_ONCE}`, [now]));
    if (due.length > 0) await this.add(due);
  }

  private async add(coming: readonly Coming[]): Promise<void> {
    const now = systemClock.now().getTime();
    await this.jobs.addAll(corridor.remindCredential, coming.map(({ dueAt, ...data }) => ({ data, options: { key: `${data.credentialId}-${data.days}`, delay: Math.max(0, dueAt.getTime() - now) } })));
  }
}

type Coming = Reminder & { readonly dueAt: Date };
