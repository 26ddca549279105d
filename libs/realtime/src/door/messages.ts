import { Injectable, Logger } from '@nestjs/common';
import { catalogue, stream as contract } from '#contracts';
import { DomainError } from '#kernel';
import { CommandBus } from '../command/command-bus.js';
import { QueryBus } from '../command/query-bus.js';
import { validate } from '../command/validate.js';
import { FLOOD, Limits } from '../limit/limits.js';
import type { HubSocket } from '../line/hub-socket.js';
import { Lines } from '../line/lines.js';
import { tell } from '../problem/problem.js';
import { SocketStreams } from './socket-streams.js';

type Acknowledge = (reply: unknown) => void;

/** What came in one message: `emit(name, input, { id }, ack)`, the third part may be left out. */
interface Message {
  readonly name: string;
  readonly input: unknown;
  readonly commandId: string | null;
  readonly acknowledge: Acknowledge;
}

/** Reads messages of a line and answers each exactly once, refusals and faults included. */
@Injectable()
export class Messages {
  private readonly logger = new Logger('Messages');

  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
    private readonly streams: SocketStreams,
    private readonly limits: Limits,
    private readonly lines: Lines,
  ) {}

  async receive(socket: HubSocket, parts: readonly unknown[]): Promise<void> {
    if (socket.data.closed) return;
    const acknowledge = acknowledgement(parts);
    try {
      this.spend(socket);
      const message = read(parts, acknowledge);
      await this.dispatch(socket, message);
    } catch (error) {
      acknowledge({ ok: false, error: tell(error, (fault) => this.logger.error({ err: fault }, 'a message failed')) });
    }
  }

  /**
   * Over the bucket: refused. Far more refused than let through: cut, so that others are unhurt. One message that the
   * bucket lets through in between does not make a flood a good client again.
   */
  private spend(socket: HubSocket): void {
    try {
      this.limits.spend(socket.data.actor.actor, socket.data.bucket);
      socket.data.refused = Math.max(0, socket.data.refused - 1);
    } catch (error) {
      socket.data.refused += 1;
      if (socket.data.refused >= FLOOD) this.lines.close(socket, 'flooding');
      throw error;
    }
  }

  private async dispatch(socket: HubSocket, { name, input, commandId, acknowledge }: Message): Promise<void> {
    if (name === 'stream.subscribe') return this.streams.subscribe(socket, validate(contract.subscribe, input), acknowledge);
    if (name === 'stream.unsubscribe') {
      this.streams.unsubscribe(socket, validate(contract.unsubscribe, input).stream);
      return acknowledge({ ok: true, data: {} });
    }
    const isQuery = catalogue.get(name)?.kind === 'query';
    const data = isQuery ? await this.queries.ask(socket.data.actor, name, input ?? {}) : await this.commands.send(socket.data.actor, name, input ?? {}, commandId);
    acknowledge({ ok: true, data });
  }
}

/** The last part of a message is its acknowledgement, if the client wants one. It is called once, whatever happens. */
function acknowledgement(parts: readonly unknown[]): Acknowledge {
  const last = parts.at(-1);
  let answered = false;
  return (reply) => {
    if (answered || typeof last !== 'function') return;
    answered = true;
    (last as Acknowledge)(reply);
  };
}

function read(parts: readonly unknown[], acknowledge: Acknowledge): Message {
  const [name, input, options] = parts.filter((part) => typeof part !== 'function');
  if (typeof name !== 'string') throw new DomainError('invalid_input', 'A message begins with its name.');
  if (parts.length > 4) throw new DomainError('invalid_input', 'A message has a name, an input, { id } and an acknowledgement, and no more.');
  return { name, input, commandId: commandIdOf(options), acknowledge };
}

function commandIdOf(options: unknown): string | null {
  if (options === undefined || options === null) return null;
  const id: unknown = (options as { id?: unknown }).id;
  const unknown = typeof options === 'object' ? Object.keys(options).find((key) => key !== 'id') : undefined;
  if (typeof options !== 'object' || unknown !== undefined || (id !== undefined && typeof id !== 'string')) {
    throw new DomainError('invalid_input', 'The part after the input is { id }, a text of your choice.', { issues: [{ pointer: `/${unknown ?? 'id'}`, rule: 'only `id`, a text, is known here' }] });
  }
  return (id as string | undefined) ?? null;
}
