import { Body, Controller, Headers, HttpCode, Param, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CommandBus } from '../command/command-bus.js';
import { Authenticator } from '../handshake/authenticator.js';
import { identify } from '../handshake/identify.js';
import { parentOf } from './parent-of.js';
import { Limits } from '../limit/limits.js';

/** `POST /api/v1/commands/<name>`: the same contract and the same handler as over the socket. */
@Controller('api/v1/commands')
export class CommandsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly authenticator: Authenticator,
    private readonly limits: Limits,
  ) {}

  @Post(':name')
  @HttpCode(200)
  async send(@Param('name') name: string, @Body() input: unknown, @Headers('idempotency-key') commandId: string | undefined, @Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<unknown> {
    const actor = await identify(request.raw, this.authenticator);
    this.limits.spendFor(reply, actor.actor);
    return this.commands.send(actor, name, input ?? {}, commandId ?? null, parentOf(request));
  }
}
