import { Controller, Get, NotFoundException, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { setting } from '#config';
import { hubVersion } from '../version.js';
import { ClaimState } from './claim-state.js';
import { documentsPage } from './documents-page.js';
import { frontPage } from './front-page.js';
import { invitationPage } from './invitation-page.js';
import { policy, type Frame } from './layout.js';
import { missingPage } from './missing-page.js';
import { noticePage, noticeScript } from './notice-page.js';
import { claimScript, healthScript, shareScript } from './script.js';
import { setupPage } from './setup-page.js';
import { sharePage } from './share-page.js';
import { chooseLanguage, fill } from './words/index.js';

const demo = setting('HUB_DEMO', z.stringbool().default(false), 'true shows a banner that this hub is a demo whose data are made up');

/** The hub's own pages, in the browser's language. They stand until a console is installed, and beside it. */
@Controller()
export class PageController {
  constructor(private readonly claim: ClaimState) {}

  @Get()
  async front(@Req() request: FastifyRequest, @Res() reply: FastifyReply, @Query('lang') lang: unknown): Promise<void> {
    send(reply, policy(healthScript), frontPage(frame(request, lang, '/'), await this.claim.ask()));
  }

  @Get('setup')
  setup(@Req() request: FastifyRequest, @Res() reply: FastifyReply, @Query('lang') lang: unknown): void {
    send(reply, policy(claimScript), setupPage(frame(request, lang, '/setup')));
  }

  @Get('invitation')
  invitation(@Req() request: FastifyRequest, @Res() reply: FastifyReply, @Query('lang') lang: unknown): void {
    send(reply, policy(claimScript), invitationPage(frame(request, lang, '/invitation')));
  }

  @Get('share')
  share(@Req() request: FastifyRequest, @Res() reply: FastifyReply, @Query('lang') lang: unknown): void {
    send(reply, policy(shareScript), sharePage(frame(request, lang, '/share')));
  }

  /** The same page for every id, and for everybody: whose notice it is shows when its reader asks for it. */
  @Get('inbox/:noticeId')
  notice(@Req() request: FastifyRequest, @Res() reply: FastifyReply, @Query('lang') lang: unknown): void {
    send(reply, policy(noticeScript), noticePage(frame(request, lang, pathOf(request))));
  }

  @Get('docs')
  documents(@Req() request: FastifyRequest, @Res() reply: FastifyReply, @Query('lang') lang: unknown): void {
    send(reply, policy(), documentsPage(frame(request, lang, '/docs')));
  }

  /** A person gets a page, a program the problem that it knows from everywhere else. */
  @Get('*')
  missing(@Req() request: FastifyRequest, @Res() reply: FastifyReply, @Query('lang') lang: unknown): void {
    const person = request.headers.accept?.includes('text/html') === true && !request.url.startsWith('/api/');
    if (!person) throw new NotFoundException();
    send(reply.status(404), policy(), missingPage(frame(request, lang, pathOf(request))));
  }
}

/** The path of a request. Of several slashes at its beginning one is left: a link that begins with two leads to another host. */
function pathOf({ url }: FastifyRequest): string {
  return `/${(url.split('?')[0] ?? '').replace(/^[/\\]+/, '')}`;
}

function frame(request: FastifyRequest, lang: unknown, path: string): Frame {
  const language = chooseLanguage(typeof lang === 'string' ? lang : undefined, request.headers['accept-language']);
  return { language, path, demo: demo.value, version: fill(language.words.version, { version: hubVersion }) };
}

function send(reply: FastifyReply, contentSecurityPolicy: string, page: string): void {
  void reply.type('text/html; charset=utf-8').headers({ 'content-security-policy': contentSecurityPolicy, 'cache-control': 'no-store', vary: 'accept-language', 'referrer-policy': 'no-referrer' }).send(page);
}
