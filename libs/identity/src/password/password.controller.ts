import { Body, Controller, HttpCode, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { identity, type Output } from '#contracts';
import { Authenticator, identify, Limits, validate } from '#realtime';
import { originOf } from '../session/answer-session.js';
import { ChangePassword } from './change-password.js';

@Controller('api/v1')
export class PasswordController {
  constructor(
    private readonly changePassword: ChangePassword,
    private readonly authenticator: Authenticator,
    private readonly limits: Limits,
  ) {}

  @Post(identity.changePassword.path)
  @HttpCode(200)
  async change(@Body() body: unknown, @Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<Output<typeof identity.changePassword>> {
    const actor = await identify(request.raw, this.authenticator);
    this.limits.spendFor(reply, actor.actor);
    await this.changePassword.execute(actor, validate(identity.changePassword.input, body), originOf(request));
    return {};
  }
}
