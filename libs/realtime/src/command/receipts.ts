import { createHash } from 'node:crypto';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Command } from '#contracts';
import { DomainError, systemActor } from '#kernel';
import { Duties, UnitOfWork } from '#log';

/** How long an answer is kept: a client on a bad line may ask again for a week. */
const KEPT = '7 days';

/** The answer that a command id got: data, or the refusal. */
export type Reply = { readonly ok: true; readonly data: unknown } | { readonly ok: false; readonly error: { code: string; message: string; details?: Readonly<Record<string, unknown>> } };

/** One sending of a command: who, under which id, and what. */
export interface Sending {
  readonly personId: string;
  readonly commandId: string;
  readonly command: Command;
  readonly bodyHash: Buffer;
}

export function bodyHash(name: string, input: unknown): Buffer {
  return createHash('sha256').update(name).update('\0').update(JSON.stringify(input)).digest();
}

/**
 * The first answer to every command id, kept with the change that it reports. Same id and same body: the first answer
 * again. Same id, another body: refused. Two sendings at once wait for each other, so that one of them acts.
 */
@Injectable()
export class Receipts implements OnModuleInit {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly duties: Duties,
  ) {}

  onModuleInit(): void {
    this.duties.every(3_600, 'receipts', () => this.dropOld());
  }

  /** Takes the id for this transaction, after any other sending of it has ended. Answers the reply it already got, if any. */
  async claim(db: EntityManager, sending: Sending): Promise<Reply | null> {
    const [row] = await db.query<{ body_hash: Buffer | null; reply: Reply | null }[]>('SELECT body_hash, reply FROM hub_claim_command($1, $2)', [sending.personId, sending.commandId]);
    if (row === undefined || row.body_hash === null) return null;
    if (!row.body_hash.equals(sending.bodyHash)) throw new DomainError('command_id_reused', 'This command id was used before with another body: choose a new id for a new request.');
    return row.reply ?? { ok: false, error: { code: 'already_answered', message: 'This command was carried out; its answer held a secret that is shown only once.' } };
  }

  /** Keeps the answer, in the transaction of the change. Of commands that answer a secret only the fact is kept. */
  async keep(db: EntityManager, sending: Sending, reply: Reply): Promise<void> {
    const kept = sending.command.once === true && reply.ok ? null : JSON.stringify(reply);
    await db.query('INSERT INTO hub_command_receipt (person_id, command_id, command, body_hash, reply) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING', [sending.personId, sending.commandId, sending.command.name, sending.bodyHash, kept]);
  }

  private async dropOld(): Promise<void> {
    await this.unitOfWork.run(systemActor('receipts'), [], ({ db }) => db.query('DELETE FROM hub_command_receipt WHERE answered_at < now() - $1::interval', [KEPT]));
  }
}
