import { Injectable, Logger } from '@nestjs/common';
import { errorRow } from '#contracts';
import { DomainError, type Principal } from '#kernel';
import { UnitOfWork } from '#log';
import { traced } from '#trace';
import { insist } from '../access/policy.js';
import { Handlers, type Bound } from './handlers.js';
import type { Command } from '#contracts';
import type { CommandHandler } from './handles.js';
import { Nested } from './nested.js';
import { bodyHash, Receipts, type Reply, type Sending } from './receipts.js';
import { validate } from './validate.js';

const COMMAND_ID = /^[\x21-\x7e]{1,128}$/;

/** The one way into the hub: validation, idempotency, policy, rule and events, in this order, whatever the door. */
@Injectable()
export class CommandBus {
  private readonly logger = new Logger('CommandBus');

  constructor(
    private readonly handlers: Handlers,
    private readonly unitOfWork: UnitOfWork,
    private readonly receipts: Receipts,
    private readonly nested: Nested,
  ) {}

  /**
   * Carries a command out, once for each id of a person.
   * @param commandId chosen by the client; null when it does not care to retry
   * @param parent W3C `traceparent` of the client's own span
   * @returns the data that the command's contract declares
   * @throws DomainError with a code of the contract's or one of the common ones
   */
  async send(actor: Principal, name: string, input: unknown, commandId: string | null, parent?: string): Promise<unknown> {
    const bound = this.handlers.command(name);
    if (bound === undefined) throw new DomainError('unknown_command', `There is no command ${name.slice(0, 100)}: /docs lists all of them.`);
    const valid = validate(bound.contract.input, input);
    if (commandId !== null && !COMMAND_ID.test(commandId)) throw new DomainError('invalid_input', 'The command id has 1 to 128 printable ASCII characters without spaces.', { issues: [{ pointer: '/id', rule: 'printable, 1 to 128 characters' }] });
    const sending = commandId === null || actor.personId === null ? null : { personId: actor.personId, commandId, command: bound.contract, bodyHash: bodyHash(name, valid) };
    const reply = await traced(`command ${name}`, { 'hub.actor': actor.actor }, () => this.answer(actor, bound, valid, sending), { kind: 'server', parent });
    if (reply.ok) return reply.data;
    throw new DomainError(reply.error.code, reply.error.message, reply.error.details);
  }

  private async answer(actor: Principal, bound: Bound<Command, CommandHandler<Command>>, input: unknown, sending: Sending | null): Promise<Reply> {
    const object = bound.concerns(input);
    try {
      const answer = await this.nested.run(bound.handler, () => this.unitOfWork.run(actor, object.id === '' ? [] : [object.id], async (work) => {
        const before = sending === null ? null : this.receipts.before(work.opened, sending);
        if (before !== null) return before;
        const governor = this.handlers.governor(object.kind);
        if (governor === undefined) throw new Error(`nothing governs the kind ${object.kind}`);
        const standing = await governor.standing(work.db, actor, object.id);
        insist(actor, bound.contract.name, object, standing);
        const output = await bound.handler.execute(actor, input as never, work, { object, standing });
        const reply: Reply = { ok: true, data: bound.contract.output.parse(output) };
        if (sending !== null) this.receipts.keep(work, sending, reply);
        return reply;
      }, sending === null ? [] : [this.receipts.claim(sending)]));
      await bound.handler.afterwards?.().catch((fault: unknown) => this.logger.warn({ err: fault }, `${bound.contract.name} was carried out, and what it waits for afterwards was not heard of`));
      return answer;
    } catch (error) {
      if (sending !== null && error instanceof DomainError && isKept(error)) return this.keepRefusal(actor, sending, error);
      throw error;
    }
  }

  /**
   * A refusal is an answer too: the same id hears it again, even if the state has changed since. The change, and with it the claim of the id, was
   * taken back: where another sending of it was answered in between, that is the answer.
   */
  private keepRefusal(actor: Principal, sending: Sending, { code, message, details }: DomainError): Promise<Reply> {
    return this.unitOfWork.run(actor, [], async (work) => {
      const before = this.receipts.before(work.opened, sending);
      if (before !== null) return before;
      const reply: Reply = { ok: false, error: { code, message, details } };
      this.receipts.keep(work, sending, reply);
      return reply;
    }, [this.receipts.claim(sending)]);
  }
}

/** Passing refusals are not kept. */
function isKept({ code }: DomainError): boolean {
  return code !== 'command_id_reused' && errorRow(code)?.retry === 'never';
}
