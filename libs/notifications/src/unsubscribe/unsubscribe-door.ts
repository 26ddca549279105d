import { Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { contactsOf, noteAudit } from '#identity';
import { systemActor } from '#kernel';
import { UnitOfWork, type Work } from '#log';
import { Limits, openRawDoors, sendProblem } from '#realtime';
import { languageFor } from '#words';
import { sender } from '../mail/sender.js';
import { endMail } from './end-mail.js';
import { UnsubscribeLinks, type Unsubscribing } from './unsubscribe-links.js';
import { askPage, donePage, PAGE_POLICY, unknownPage, type PageOf } from './write-page.js';

const system = systemActor('unsubscribe');
const HEADERS = { 'content-security-policy': PAGE_POLICY, 'cache-control': 'no-store', 'referrer-policy': 'no-referrer', 'x-robots-tag': 'noindex' };

/** Bytes of a body. */
const MOST = 16_384;

type Asking = FastifyRequest<{ Params: { token: string } }>;

/**
 * Where the unsubscribe link of a mail leads (RFC 8058). GET shows a page and changes nothing, for programs look at every link; POST
 * ends mail of that category at once, whoever sends it and whatever is in it: mail programs send neither cookies nor an origin. Whoever
 * has the link may do this one thing, so it is never answered by a redirect or by a further question.
 */
@Injectable()
export class UnsubscribeDoor implements OnModuleInit {
  constructor(
    private readonly host: HttpAdapterHost,
    private readonly unitOfWork: UnitOfWork,
    private readonly links: UnsubscribeLinks,
    private readonly limits: Limits,
  ) {}

  onModuleInit(): void {
    // Bodies of every content type are taken, and none is looked at.
    openRawDoors(this.host, (scope) => {
      scope.get<{ Params: { token: string } }>('/unsubscribe/:token', (request, reply) => this.answer(request, reply, askPage, async () => undefined));
      scope.post<{ Params: { token: string } }>('/unsubscribe/:token', (request, reply) => this.answer(request, reply, donePage, stop));
    }, MOST);
  }

  private async answer(request: Asking, reply: FastifyReply, page: (of: PageOf) => string, act: (work: Work, found: Unsubscribing) => Promise<void>): Promise<void> {
    try {
      this.limits.spendFor(reply, `address:${request.ip}`);
      const shown = await this.unitOfWork.run(system, [], async (work) => {
        const found = await this.links.find(work.db, request.params.token);
        if (found === null) return null;
        await act(work, found);
        const contact = (await contactsOf(work.db, [found.personId])).get(found.personId);
        return page({ language: contact?.language ?? 'en', category: found.category, hub: sender().name });
      });
      void reply.status(shown === null ? 404 : 200).headers(HEADERS).type('text/html; charset=utf-8').send(shown ?? unknownPage(browserLanguage(request)));
    } catch (error) {
      sendProblem(reply, error);
    }
  }
}

async function stop(work: Work, { personId, category }: Unsubscribing): Promise<void> {
  await endMail(work.db, personId, category, work.now);
  await noteAudit(work.db, { actor: system.actor, credential: null }, work.now, { action: 'notifications.mail.unsubscribe', object: { kind: 'person', id: personId } });
}

function browserLanguage({ headers }: FastifyRequest): string {
  return languageFor(headers['accept-language']?.split(/[,;]/)[0]?.trim() ?? 'en');
}
