import { Injectable, type OnModuleInit } from '@nestjs/common';
import { notifications, type Data, type Input, type Output } from '#contracts';
import { contactsOf } from '#identity';
import { DomainError, newId, systemActor, type Principal } from '#kernel';
import { Duties, UnitOfWork, type Work } from '#log';
import { Jobs, Runs, type JobHandler, type JobRun } from '#queue';
import { Handles, theHub, type CommandHandler } from '#realtime';
import { ChannelFault } from '../channel/channel.js';
import { NotificationClock } from '../clock.js';
import { listenersOf } from '../recipient/listeners-of.js';
import { exampleOf, insistOnNotice } from '../template/read-templates.js';
import { say } from '../words/say.js';
import { composeMail, type Letter } from './compose-mail.js';
import { MailTransport } from './mail-transport.js';
import { sender } from './sender.js';

const system = systemActor('mail test');
/** Seconds between two looks for tests that were asked for. */
const LOOK = 2;

/** One at a time, and one a minute: nobody floods a mailbox with it, their own included. */
const ASK = `INSERT INTO notification_mail_test AS t (person_id, id, notice, language, asked_at, state) VALUES ($1, $2, $3, $4, $5, 'asked')
  ON CONFLICT (person_id) DO UPDATE SET id = $2, notice = $3, language = $4, asked_at = $5, state = 'asked', reason = NULL
    WHERE t.asked_at <= $5::timestamptz - make_interval(secs => ${notifications.mailTestPause}) RETURNING id`;

@Injectable()
@Handles(notifications.testMail, () => theHub)
export class TestMail implements CommandHandler<typeof notifications.testMail> {
  async execute({ personId }: Principal, { notice, language }: Input<typeof notifications.testMail>, { db, now }: Work): Promise<Output<typeof notifications.testMail>> {
    const contact = personId === null ? undefined : (await contactsOf(db, [personId])).get(personId);
    if (personId === null || contact === undefined) throw new DomainError('not_found', 'The hub knows no mail address of yours.');
    const asked = await db.query<unknown[]>(ASK, [personId, newId(), notice ?? null, language ?? contact.language, now]);
    if (asked.length === 0) throw new DomainError('mail_test_too_soon', `A test was asked for within the last ${notifications.mailTestPause} s: look at what came of it.`, { retryAfter: notifications.mailTestPause });
    return {};
  }
}

interface Asked {
  readonly notice: string | null;
  readonly language: string;
}

/** Sends it, and keeps what came of it. Tests that wait stand in their table; the job is only how they get their turn. */
@Injectable()
@Runs(notifications.sendTestMail)
export class SendTestMail implements JobHandler<typeof notifications.sendTestMail>, OnModuleInit {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly transport: MailTransport,
    private readonly jobs: Jobs,
    private readonly duties: Duties,
    private readonly clock: NotificationClock,
  ) {}

  onModuleInit(): void {
    this.duties.every(LOOK, 'mail tests', async () => {
      const asked = await this.unitOfWork.read(system, [], (db) => db.query<{ personId: string; testId: string }[]>(`SELECT person_id AS "personId", id AS "testId" FROM notification_mail_test WHERE state = 'asked'`));
      await this.jobs.addAll(notifications.sendTestMail, asked.map((data) => ({ data, options: { key: data.testId } })));
    });
  }

  async run({ personId, testId }: Data<typeof notifications.sendTestMail>, { signal }: JobRun): Promise<void> {
    const now = this.clock.now();
    const letter = await this.unitOfWork.run(system, [], async ({ db }) => {
      const [asked] = await db.query<Asked[]>(`SELECT notice, language FROM notification_mail_test WHERE person_id = $1 AND id = $2 AND state = 'asked'`, [personId, testId]);
      const contact = (await contactsOf(db, [personId])).get(personId);
      const reader = (await listenersOf(db, [personId], now)).get(personId);
      return asked === undefined || contact === undefined || reader === undefined ? null : letterOf(testId, { ...asked, zone: reader.zone }, { name: contact.name, address: contact.email });
    });
    if (letter === null) return;
    try {
      await this.transport.send(composeMail(letter, now), testId, signal);
      await this.note(personId, letter, 'sent', null);
    } catch (fault) {
      if (!(fault instanceof ChannelFault)) throw fault;
      // It is not tried again: whoever waits for it wants to know now.
      await this.note(personId, letter, 'failed', fault.reason);
    }
  }

  /** An address that takes mail again is not suppressed any more for having sent it back. */
  private async note(personId: string, { id, to }: Letter, state: 'sent' | 'failed', reason: string | null): Promise<void> {
    await this.unitOfWork.run(system, [], async ({ db }) => {
      await db.query('UPDATE notification_mail_test SET state = $3, reason = $4 WHERE person_id = $1 AND id = $2', [personId, id, state, reason]);
      if (state === 'sent') await db.query(`DELETE FROM notification_suppression WHERE address = $1 AND reason = 'bounced'`, [to.address]);
    });
  }
}

function letterOf(id: string, { notice, language, zone }: Asked & { readonly zone: string }, to: Letter['to']): Letter {
  const said = notice === null
    ? { language, zone, category: 'account', title: say(language, 'common.test.title'), text: say(language, 'common.test.text'), critical: false, items: [], count: 1, hub: sender().name, unsubscribeUrl: null, action: null }
    : exampleOf(insistOnNotice(notice), language, zone);
  return { ...said, id, to, name: to.name, about: null, invitation: null };
}
