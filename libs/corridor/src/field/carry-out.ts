import { Injectable, Logger } from '@nestjs/common';
import { z } from 'zod';
import { errorRow, type Command, type corridor } from '#contracts';
import { DomainError, systemClock, type Principal } from '#kernel';
import { CommandBus, QueryBus } from '#realtime';
import { fieldCommand } from './field-commands.js';
import { whatIsThere } from './what-is-there.js';

/** What became of one operation. */
export type Outcome =
  | { readonly status: 'accepted'; readonly output: Record<string, unknown> }
  | { readonly status: 'conflict' | 'rejected'; readonly code: string; readonly message: string; readonly details: Readonly<Record<string, unknown>> | null; readonly there: Record<string, unknown> | null };

/** A clock in the field may be wrong by so much (ms). */
const AHEAD = 86_400_000;
/** Fields in which commands say when a thing was so; left out, they mean the moment at which the command comes. */
const TIMES = ['at', 'observedAt', 'asOf'];

/** Carries one operation out as its command at any other door, under the id that client and counter make: sent again it has the first answer. */
@Injectable()
export class CarryOut {
  private readonly logger = new Logger('CarryOut');

  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
  ) {}

  /** @throws DomainError when the hub cannot do it now: the same is to be sent again */
  async one(actor: Principal, operation: corridor.FieldOperation): Promise<Outcome> {
    const command = fieldCommand(operation.command);
    if (command === null) return { status: 'rejected', code: 'not_for_the_field', message: 'This command is not taken from the field.', details: null, there: null };
    if (Date.parse(operation.at) > systemClock.now().getTime() + AHEAD) return { status: 'rejected', code: 'in_future', message: 'By the clock of the device this was done more than a day from now: set its clock.', details: { at: operation.at }, there: null };
    const input = asDoneThen(command.input, withBase(command, operation), operation.at);
    try {
      const output = (await this.commands.send(actor, command.name, input, `${operation.clientId}:${operation.counter}`)) as Record<string, unknown>;
      return { status: 'accepted', output };
    } catch (fault) {
      return this.refusal(actor, command, input, fault);
    }
  }

  private async refusal(actor: Principal, command: Command, input: Readonly<Record<string, unknown>>, fault: unknown): Promise<Outcome> {
    if (!(fault instanceof DomainError)) {
      // One operation that meets a fault of the hub does not hold up those behind it; it is kept like every other.
      this.logger.error({ err: fault, command: command.name }, 'an operation from the field met a fault');
      return { status: 'rejected', code: 'internal', message: 'A fault of the hub; it is logged.', details: null, there: null };
    }
    const row = errorRow(fault.code);
    if (row !== undefined && row.retry !== 'never') throw fault;
    const status = row?.status === 409 && fault.code !== 'command_id_reused' ? 'conflict' : 'rejected';
    return { status, code: fault.code, message: fault.message, details: fault.details ?? null, there: await whatIsThere(this.queries, actor, command, input) };
  }
}

/** A command that knows versions is told the one that the device had. */
function withBase({ input: schema }: Command, { input, baseVersion }: corridor.FieldOperation): Record<string, unknown> {
  const knows = schema instanceof z.ZodObject && 'version' in schema.shape;
  return baseVersion === undefined || !knows || 'version' in input ? input : { ...input, version: baseVersion };
}

/**
 * What was done in the field was so when it was done there, not when it arrived: where a time is left out, in the command or in its list of
 * readings, it is the operation's own. Hours later it is neither news nor the latest.
 */
function asDoneThen(schema: unknown, input: Readonly<Record<string, unknown>>, at: string): Record<string, unknown> {
  if (!(schema instanceof z.ZodObject)) return input;
  const filled: Record<string, unknown> = { ...input };
  for (const [name, field] of Object.entries(schema.shape)) {
    const given = input[name];
    if (given === undefined && TIMES.includes(name) && field instanceof z.ZodOptional) filled[name] = at;
    if (Array.isArray(given) && field instanceof z.ZodArray) filled[name] = given.map((one: unknown) => (isRecord(one) ? asDoneThen(field.element, one, at) : one));
  }
  return filled;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
