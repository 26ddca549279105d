import { Catch, HttpException, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { DomainError } from '#kernel';
import { retryAfter, tell, toProblem, type Told } from './problem.js';

const logger = new Logger('Problem');

/** Answers an HTTP request with the one shape that every error has. */
export function sendProblem(reply: FastifyReply, error: unknown): void {
  const told = fromHttp(error) ?? tell(error, (fault) => logger.error({ err: fault, requestId: reply.request.id }, 'a request failed'));
  const hint = retryAfter(told);
  if (hint !== null) void reply.header('retry-after', hint);
  const problem = toProblem(told);
  void reply.status(problem.status).type('application/problem+json').send(JSON.stringify({ ...problem, instance: reply.request.id }));
}

/** What Nest and Fastify refuse by themselves: unknown routes, bodies that are no JSON or too large. */
function fromHttp(error: unknown): Told | null {
  const status = error instanceof HttpException ? error.getStatus() : (error as { statusCode?: unknown }).statusCode;
  if (error instanceof DomainError || typeof status !== 'number' || status >= 500) return null;
  if (status === 404) return { code: 'not_found', message: 'There is nothing at this address: /docs lists what there is.' };
  if (status === 413) return { code: 'payload_too_large', message: 'The body is larger than 256 KB.' };
  if (status === 415) return { code: 'unsupported_media_type', message: 'The body is JSON (Content-Type: application/json).' };
  return { code: 'invalid_input', message: error instanceof Error ? error.message : 'The request could not be read.' };
}

@Catch()
export class ProblemFilter implements ExceptionFilter {
  catch(error: unknown, host: ArgumentsHost): void {
    sendProblem(host.switchToHttp().getResponse<FastifyReply>(), error);
  }
}
