import { Body, Controller, HttpCode, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { identity, type Output } from '#contracts';
import { Limits, validate } from '#realtime';
import { answerSession, insistOnOwnPage, originOf } from '../session/answer-session.js';
import { AcceptInvitation } from './accept-invitation.js';

@Controller('api/v1')
export class InvitationController {
  constructor(
    private readonly invitations: AcceptInvitation,
    private readonly limits: Limits,
  ) {}

  @Post(identity.readInvitation.path)
  @HttpCode(200)
  async show(@Body() body: unknown, @Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<Output<typeof identity.readInvitation>> {
    this.limits.spendFor(reply, `address:${request.ip}`);
    void reply.header('cache-control', 'no-store');
    return this.invitations.show(validate(identity.readInvitation.input, body).token);
  }

  @Post(identity.acceptInvitation.path)
  async accept(@Body() body: unknown, @Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<Output<typeof identity.acceptInvitation>> {
    this.limits.spendFor(reply, `address:${request.ip}`);
    insistOnOwnPage(request);
    const input = validate(identity.acceptInvitation.input, body);
    return answerSession(reply, await this.invitations.execute(input, originOf(request)), input.as);
  }
}
