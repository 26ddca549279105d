import { Controller, Get, NotFoundException, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ClaimState } from './claim-state.js';
import { documentsPage } from './documents-page.js';
import { frontPage } from './front-page.js';
import { invitationPage } from './invitation-page.js';
import { policy } from './layout.js';
import { noticePage, noticeScript } from './notice-page.js';
import { reportPage, reportScript } from './report-page.js';
import { claimScript, healthScript, shareScript } from './script.js';
import { frameOf, pathOf, sendMissing, sendPage, wantsPage } from './send-page.js';
import { setupPage } from './setup-page.js';
import { sharePage } from './share-page.js';

/** The hub's own pages, in the browser's language. They stand until a console is installed, and beside it. */
@Controller()
export class PageController {
  constructor(private readonly claim: ClaimState) {}

  @Get()
  async front(@Req() request: FastifyRequest, @Res() reply: FastifyReply, @Query('lang') lang: unknown): Promise<void> {
    sendPage(reply, policy(healthScript), frontPage(frameOf(request, lang, '/'), await this.claim.ask()));
  }

  @Get('setup')
  async setup(@Req() request: FastifyRequest, @Res() reply: FastifyReply, @Query('lang') lang: unknown): Promise<void> {
    sendPage(reply, policy(claimScript), setupPage(frameOf(request, lang, '/setup'), await this.claim.ask()));
  }

  @Get('invitation')
  invitation(@Req() request: FastifyRequest, @Res() reply: FastifyReply, @Query('lang') lang: unknown): void {
    sendPage(reply, policy(claimScript), invitationPage(frameOf(request, lang, '/invitation')));
  }

  @Get('share')
  share(@Req() request: FastifyRequest, @Res() reply: FastifyReply, @Query('lang') lang: unknown): void {
    sendPage(reply, policy(shareScript), sharePage(frameOf(request, lang, '/share')));
  }

  @Get('report')
  report(@Req() request: FastifyRequest, @Res() reply: FastifyReply, @Query('lang') lang: unknown): void {
    sendPage(reply, policy(reportScript), reportPage(frameOf(request, lang, '/report')));
  }

  /** The same page for every id, and for everybody: whose notice it is shows when its reader asks for it. */
  @Get('inbox/:noticeId')
  notice(@Req() request: FastifyRequest, @Res() reply: FastifyReply, @Query('lang') lang: unknown): void {
    sendPage(reply, policy(noticeScript), noticePage(frameOf(request, lang, pathOf(request))));
  }

  @Get('docs')
  documents(@Req() request: FastifyRequest, @Res() reply: FastifyReply, @Query('lang') lang: unknown): void {
    sendPage(reply, policy(), documentsPage(frameOf(request, lang, '/docs')));
  }

  @Get('*')
  missing(@Req() request: FastifyRequest, @Res() reply: FastifyReply, @Query('lang') lang: unknown): void {
    if (!wantsPage(request)) throw new NotFoundException();
    sendMissing(request, reply, lang);
  }
}
