import { Body, Controller, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { identity, type Output } from '#contracts';
import { Limits, validate } from '#realtime';
import { answerSession, insistOnOwnPage, originOf } from '../session/answer-session.js';
import { ClaimSetup } from './claim-setup.js';

@Controller('api/v1')
export class SetupController {
  constructor(
    private readonly claimSetup: ClaimSetup,
    private readonly limits: Limits,
  ) {}

  @Post(identity.claimSetup.path)
  async claim(@Body() body: unknown, @Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<Output<typeof identity.claimSetup>> {
    this.limits.spendFor(reply, `address:${request.ip}`);
    insistOnOwnPage(request);
    const input = validate(identity.claimSetup.input, body);
    return answerSession(reply, await this.claimSetup.execute(input, originOf(request)), input.as);
  }
}
