import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { setting } from '#config';
import { hubVersion } from '../version.js';
import { policy, type Frame } from './layout.js';
import { missingPage } from './missing-page.js';
import { chooseLanguage, fill } from './words/index.js';

const demo = setting('HUB_DEMO', z.stringbool().default(false), 'true shows a banner that this hub is a demo whose data are made up');

/** What a page needs to know of a request. `path`: where the language switch leads. */
export function frameOf(request: FastifyRequest, lang: unknown, path: string): Frame {
  const language = chooseLanguage(typeof lang === 'string' ? lang : undefined, request.headers['accept-language']);
  return { language, path, demo: demo.value, version: fill(language.words.version, { version: hubVersion }) };
}

/** The path of a request. Of several slashes at its beginning one is left: a link that begins with two leads to another host. */
export function pathOf({ url }: FastifyRequest): string {
  return `/${(url.split('?')[0] ?? '').replace(/^[/\\]+/, '')}`;
}

export function sendPage(reply: FastifyReply, contentSecurityPolicy: string, page: string): void {
  void reply.type('text/html; charset=utf-8').headers({ 'content-security-policy': contentSecurityPolicy, 'cache-control': 'no-store', vary: 'accept-language', 'referrer-policy': 'no-referrer' }).send(page);
}

/** A person gets a page, a program the problem that it knows from everywhere else. */
export function wantsPage({ headers, url }: FastifyRequest): boolean {
  return headers.accept?.includes('text/html') === true && !url.startsWith('/api/');
}

export function sendMissing(request: FastifyRequest, reply: FastifyReply, lang: unknown, path = pathOf(request)): void {
  sendPage(reply.status(404), policy(), missingPage(frameOf(request, lang, path)));
}
