import { Injectable } from '@nestjs/common';
import { notifications, type Data } from '#contracts';
import { Sealer } from '#db';
import { readersOf } from '#identity';
import { systemActor } from '#kernel';
import { Duties, UnitOfWork } from '#log';
import { Jobs, Runs, type JobHandler } from '#queue';
import { ChannelFault } from '../channel/channel.js';
import { NotificationClock } from '../clock.js';
import { say } from '../words/say.js';
import { addressColumn, codeColumn, rowOf } from './address.js';
import { Gateway } from './gateway.js';

const system = systemActor('codes');
type Waiting = Data<typeof notifications.sendCode>;
/** Seconds between two looks for codes that wait: somebody looks at their phone meanwhile. */
const LOOK = 2;
const AT_ONCE = 200;
const PATIENCE = 20_000;

interface Row {
  readonly sealed: Buffer;
  readonly code: Buffer;
  readonly expiresAt: Date;
  /** Names this code: the gateway gets the same id on every try of it. */
  readonly id: string;
}

/** Sends a code that waits, and forgets it: what is left of it is its hash. */
@Injectable()
@Runs(notifications.sendCode)
export class SendCode implements JobHandler<typeof notifications.sendCode> {
  constructor(
    private readonly gateway: Gateway,
    private readonly sealer: Sealer,
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: NotificationClock,
  ) {}

  async run({ personId, kind }: Waiting): Promise<void> {
    const found = await this.unitOfWork.read(system, [], async (db) => {
      // The id is made of what is sealed: the same on every try, another for each code, and it tells nothing of it.
      const [row] = await db.query<Row[]>(
        `SELECT sealed, code_sealed AS code, code_expires_at AS "expiresAt", md5(code_sealed)::uuid AS id FROM notification_address WHERE person_id = $1 AND kind = $2 AND code_sealed IS NOT NULL`, [personId, kind]);
      return row === undefined ? null : { row, reader: (await readersOf(db, [personId])).get(personId) };
    });
    if (found === null) return;
    const { row, reader } = found;
    if (row.expiresAt > this.clock.now() && reader !== undefined) await this.send({ personId, kind }, row, reader.language);
    await this.unitOfWork.run(system, [], ({ db }) => db.query('UPDATE notification_address SET code_sealed = NULL WHERE person_id = $1 AND kind = $2 AND code_sealed = $3', [personId, kind, row.code]));
  }

  /** What the gateway will never take is not tried again; anything else the job is. */
  private async send({ personId, kind }: Waiting, { sealed, code, id }: Row, language: string): Promise<void> {
    const row = rowOf(personId, kind);
    const facts = { code: this.sealer.open(codeColumn, row, code).toString(), minutes: notifications.codeMinutes };
    const text = `${say(language, 'common.code.title', facts)}\n${say(language, 'common.code.text', facts)}`;
    try {
      await this.gateway.send({ id, to: this.sealer.open(addressColumn, row, sealed).toString(), text, language, kind }, AbortSignal.timeout(PATIENCE));
    } catch (fault) {
      if (!(fault instanceof ChannelFault && fault.permanent)) throw fault;
    }
  }
}

/** Finds codes that wait: the truth about them stands in the table. */
@Injectable()
export class CodeSweeper {
  constructor(private readonly jobs: Jobs, private readonly unitOfWork: UnitOfWork, duties: Duties) {
    duties.every(LOOK, 'codes that wait', () => this.sweep());
  }

  async sweep(): Promise<void> {
    const waiting = await this.unitOfWork.read(system, [], (db) => db.query<Waiting[]>(
      `SELECT person_id AS "personId", kind FROM notification_address WHERE code_sealed IS NOT NULL ORDER BY given_at LIMIT ${AT_ONCE}`));
    if (waiting.length > 0) await this.jobs.addAll(notifications.sendCode, waiting.map((data) => ({ data, options: { key: `${data.personId}-${data.kind}` } })));
  }
}
