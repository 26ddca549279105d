import { Body, Controller, Delete, HttpCode, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { identity, type Output } from '#contracts';
import { DomainError } from '#kernel';
import { UnitOfWork } from '#log';
import { Authenticator, identify, Limits, validate } from '#realtime';
import { noteAudit } from '../audit/note-audit.js';
import { answerSession, dropCookie, insistOnOwnPage, originOf } from './answer-session.js';
import { endSessions } from './end-sessions.js';
import { SignIn } from './sign-in.js';

/** Signing in and out. */
@Controller('api/v1')
export class SessionController {
  constructor(
    private readonly signIn: SignIn,
    private readonly unitOfWork: UnitOfWork,
    private readonly authenticator: Authenticator,
    private readonly limits: Limits,
  ) {}

  @Post(identity.signIn.path)
  async start(@Body() body: unknown, @Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<Output<typeof identity.signIn>> {
    this.limits.spendFor(reply, `address:${request.ip}`);
    insistOnOwnPage(request);
    const input = validate(identity.signIn.input, body);
    return answerSession(reply, await this.signIn.execute(input, originOf(request)), input.as);
  }

  @Delete(identity.signOut.path)
  @HttpCode(200)
  async leave(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<Output<typeof identity.signOut>> {
    const actor = await identify(request.raw, this.authenticator);
    const id = actor.credential?.startsWith('session:') ? actor.credential.slice('session:'.length) : null;
    if (id === null) throw new DomainError('session_needed', 'A key is no session, and is not left: revoke it.');
    await this.unitOfWork.run(actor, [], async (work) => {
      if ((await endSessions(work, { ids: [id] })) === 0) return;
      await noteAudit(work.db, actor, work.now, { action: identity.signOut.name, object: { kind: 'session', id } });
    });
    dropCookie(reply);
    return {};
  }
}
