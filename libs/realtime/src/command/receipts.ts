import { createHash } from 'node:crypto';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { Command } from '#contracts';
import type { Opened, Statement } from '#db';
import { DomainError, systemActor } from '#kernel';
import { Duties, UnitOfWork, type Work } from '#log';

/** How long an answer is kept: a client on a bad line may ask again for a week. */
const KEPT = '7 days';
const KEEP = 'INSERT INTO hub_command_receipt (person_id, command_id, command, body_hash, reply) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING';

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

  /** The statement that takes the id for a transaction, after any other sending of it has ended. It travels with the BEGIN. */
  claim({ personId, commandId }: Sending): Statement {
    return { text: 'SELECT body_hash, reply FROM hub_claim_command($1, $2)', values: [personId, commandId] };
  }

  /** The reply that this id already got, if any, as the claim answered it. */
  before([row]: Opened, sending: Sending): Reply | null {
    const { body_hash: hash = null, reply = null } = (row ?? {}) as { body_hash?: Buffer | null; reply?: Reply | null };
    if (hash === null) return null;
    if (!hash.equals(sending.bodyHash)) throw new DomainError('command_id_reused', 'This command id was used before with another body: choose a new id for a new request.');
    return reply ?? { ok: false, error: { code: 'already_answered', message: 'This command was carried out; its answer held a secret that is shown only once.' } };
  }

  /** Keeps the answer, in the transaction of the change; it travels with the COMMIT. Of commands that answer a secret only the fact is kept. */
  keep(work: Work, { personId, commandId, command, bodyHash: hash }: Sending, reply: Reply): void {
    const kept = command.once === true && reply.ok ? null : JSON.stringify(reply);
    work.last({ text: KEEP, values: [personId, commandId, command.name, hash, kept] });
  }

  private async dropOld(): Promise<void> {
    await this.unitOfWork.run(systemActor('receipts'), [], ({ db }) => db.query('DELETE FROM hub_command_receipt WHERE answered_at < now() - $1::interval', [KEPT]));
  }
}
