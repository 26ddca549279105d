import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ReportFormat } from '#contracts';
import { forms } from '../form/forms.js';

/** A file that is kept. */
export interface StoredFile {
  readonly format: ReportFormat;
  readonly name: string;
  readonly sha256: Buffer;
}

/** Answers with a file; who holds the same already hears so (ETag). */
export function handOut(request: FastifyRequest, reply: FastifyReply, { format, name, sha256 }: StoredFile, bytes: Buffer): void {
  const tag = `"${sha256.toString('hex')}"`;
  void reply.headers({
    'cache-control': 'private, no-cache', etag: tag, 'x-content-type-options': 'nosniff', 'content-security-policy': `default-src 'none'; sandbox`,
    'content-disposition': dispositionOf(name),
  });
  const held = (request.headers['if-none-match'] ?? '').split(',').map((one) => one.trim().replace(/^W\//, ''));
  if (held.includes(tag) || held.includes('*')) void reply.status(304).send();
  else void reply.type(forms[format].type).send(bytes);
}

/** RFC 6266: the name in UTF-8, and for old readers one in ASCII. */
function dispositionOf(name: string): string {
  const ascii = name.replaceAll(/[^\x20-\x7e]|["\\%]/g, '_');
  const utf8 = encodeURIComponent(name).replaceAll(/['()*]/g, (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`);
  return `attachment; filename="${ascii}"; filename*=UTF-8''${utf8}`;
}
