import { Body, Controller, HttpCode, Param, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { events } from '#contracts';
import type { Principal } from '#kernel';
import { Authenticator, identify, Limits, RightsWatch, sendProblem, validate } from '#realtime';
import { insistOnScopes, PullMessages } from './pull-messages.js';
import { SettleMessages } from './settle-messages.js';

/** The two doors of those who read a consumer: messages out, what became of them back. */
@Controller('api/v1/consumers')
export class ConsumersController {
  constructor(
    private readonly pulls: PullMessages,
    private readonly settling: SettleMessages,
    private readonly authenticator: Authenticator,
    private readonly limits: Limits,
    private readonly watch: RightsWatch,
  ) {}

  @Post(':consumerId/next')
  @HttpCode(200)
  async next(@Param('consumerId') id: string, @Body() body: unknown, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    let beating: Heartbeat | null = null;
    try {
      // A right that ends from here on is heard of.
      const rightsVersion = this.watch.version;
      const actor = await this.admit(request, reply);
      const { heartbeat, ...wish } = validate(events.nextRequest, body ?? {});
      const consumerId = validate(events.readConsumer.params, { consumerId: id }).consumerId;
      const gone = new AbortController();
      reply.raw.once('close', () => gone.abort());
      beating = heartbeat === undefined ? null : new Heartbeat(reply, heartbeat);
      const answer = await this.pulls.pull({ actor, id: consumerId, wish, gone: gone.signal, rightsVersion });
      if (beating?.end(answer) !== true) void reply.header('cache-control', 'private, no-store').type('application/json; charset=utf-8').send(answer);
    } catch (error) {
      // What has begun as a good answer cannot become a bad one: it is cut off, and the reader asks again.
      if (beating?.cut() !== true) sendProblem(reply, error);
    }
  }

  @Post(':consumerId/acks')
  @HttpCode(200)
  async settle(@Param('consumerId') id: string, @Body() body: unknown, @Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<z.output<typeof events.acksAnswer>> {
    const actor = await this.admit(request, reply);
    const { consumerId } = validate(events.readConsumer.params, { consumerId: id });
    return this.settling.settle(actor, consumerId, validate(events.acksRequest, body ?? {}));
  }

  private async admit(request: FastifyRequest, reply: FastifyReply): Promise<Principal> {
    const actor = await identify(request.raw, this.authenticator);
    this.limits.spendFor(reply, actor.actor);
    return insistOnScopes(actor);
  }
}

/** Spaces before the answer: JSON may begin with them. The first one goes out when nothing has come for one period. */
class Heartbeat {
  private readonly timer: NodeJS.Timeout;
  private begun = false;

  constructor(private readonly reply: FastifyReply, seconds: number) {
    this.timer = setInterval(() => this.beat(), seconds * 1_000);
    reply.raw.once('close', () => clearInterval(this.timer));
  }

  /** @returns whether the answer went out here, because it had begun */
  end(answer: string): boolean {
    clearInterval(this.timer);
    if (this.begun) this.reply.raw.end(answer);
    return this.begun;
  }

  cut(): boolean {
    clearInterval(this.timer);
    if (this.begun) this.reply.raw.destroy();
    return this.begun;
  }

  private beat(): void {
    if (!this.begun) {
      this.begun = true;
      this.reply.hijack();
      this.reply.raw.writeHead(200, { ...(this.reply.getHeaders() as Record<string, string>), 'content-type': 'application/json; charset=utf-8', 'cache-control': 'private, no-store' });
    }
    this.reply.raw.write(' ');
  }
}
