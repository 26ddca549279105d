import { Controller, Get, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { hubVersion } from '../version.js';
import { Readiness } from './readiness.js';

/** For supervisors and load balancers: restart what is not live, send nothing to what is not ready. */
@Controller('health')
export class HealthController {
  constructor(private readonly readiness: Readiness) {}

  @Get('live')
  live(): { status: 'live'; version: string } {
    return { status: 'live', version: hubVersion };
  }

  @Get('ready')
  async ready(@Res() reply: FastifyReply): Promise<void> {
    const { ready, checks } = await this.readiness.ask();
    await reply.status(ready ? 200 : 503).header('cache-control', 'no-store').send({ status: ready ? 'ready' : 'unready', checks });
  }
}
