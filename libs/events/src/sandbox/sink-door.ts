import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { events } from '#contracts';
import { DomainError, hashSecret, systemActor } from '#kernel';
import { Duties, pause, UnitOfWork } from '#log';
import { bytesOf, Limits, openRawDoors, sendProblem } from '#realtime';

const system = systemActor('sandbox');
/** Answers that one process holds back at the same time; a slow sink beyond that answers at once. */
const HELD = 100;
/** How often (s) sinks that have closed are taken away. */
const TIDY = 600;
/** Characters of an id that are kept of what anybody may send. */
const ID_LENGTH = 200;

/** What a request to a sink gets: counted and noted in the statement that settles it, so that `times` is exact. */
const TAKE = `WITH sink AS (
    SELECT id, CASE WHEN remaining = 0 THEN '{"answer":"well"}' ELSE behaviour END AS behaviour, remaining, received FROM events_sink WHERE token_hash = $1 AND expires_at > now() FOR UPDATE
  ), counted AS (
    UPDATE events_sink s SET received = sink.received + 1, remaining = greatest(sink.remaining - 1, 0) FROM sink WHERE s.id = sink.id
  ), noted AS (
    INSERT INTO events_sink_request (sink_id, number, at, webhook_id, subscription_id, sequence, attempt, bytes, answered)
    SELECT sink.id, sink.received + 1, now(), $2, $3, $4, $5, $6,
      CASE sink.behaviour->>'answer' WHEN 'well' THEN '200' WHEN 'status' THEN sink.behaviour->>'status' WHEN 'expect' THEN '409' ELSE sink.behaviour->>'answer' END FROM sink
  ), forgotten AS (
    DELETE FROM events_sink_request r USING sink WHERE r.sink_id = sink.id AND r.number <= sink.received + 1 - $7
  )
  SELECT id, behaviour FROM sink`;

/** The receivers of the sandbox: whoever knows the address may send to it, and hears what its owner settled. */
@Injectable()
export class SinkDoor implements OnModuleInit {
  private readonly logger = new Logger('Sandbox');
  private held = 0;

  constructor(
    private readonly host: HttpAdapterHost,
    private readonly unitOfWork: UnitOfWork,
    private readonly limits: Limits,
    private readonly duties: Duties,
  ) {}

  onModuleInit(): void {
    this.duties.every(TIDY, 'sandbox', () => this.tidy());
    openRawDoors(this.host, (scope) => {
      scope.post<{ Params: { token: string } }>('/api/v1/sandbox/sinks/:token', (request, reply) => this.take(request.params.token, request, reply));
      // It always agrees to get events: how it takes them is what one wants to see.
      scope.options('/api/v1/sandbox/sinks/:token', (_request, reply) => void reply.headers({ 'webhook-allowed-origin': '*', 'webhook-allowed-rate': '*', allow: 'POST, OPTIONS' }).send());
    });
  }

  private async take(token: string, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    try {
      const hash = hashSecret(token);
      this.limits.insistOnLeft(`address:${request.ip}`);
      this.limits.spendFor(reply, `sink:${hash.toString('hex')}`);
      const sink = await this.unitOfWork.run(system, [], async ({ db }) => (await db.query<{ id: string; behaviour: events.Behaviour }[]>(TAKE, [hash, ...idsOf(request), events.sinkKeeps]))[0]);
      if (sink === undefined) {
        // Whoever tries addresses is slowed down by where they come from.
        this.limits.spend(`address:${request.ip}`);
        throw new DomainError('sink_unknown', 'There is no sink at this address; it may have closed by itself.');
      }
      await this.behave(sink.behaviour, reply);
    } catch (error) {
      sendProblem(reply, error);
    }
  }

  private async behave(behaviour: events.Behaviour, reply: FastifyReply): Promise<void> {
    switch (behaviour.answer) {
      case 'status':
        if (behaviour.retryAfter !== undefined) void reply.header('retry-after', String(behaviour.retryAfter));
        return void reply.status(behaviour.status).send();
      case 'expect':
        return void reply.status(409).header('expected-sequence', String(behaviour.sequence)).send();
      case 'cut':
        reply.hijack();
        return void reply.raw.destroy();
      case 'slow':
        await this.hold(behaviour.seconds, reply);
        return void reply.status(200).send();
      case 'well':
        return void reply.status(200).send();
    }
  }

  private async hold(seconds: number, reply: FastifyReply): Promise<void> {
    if (this.held >= HELD) return this.logger.warn('as many slow answers as may be are held back already: this one is not');
    const gone = new AbortController();
    reply.raw.once('close', () => gone.abort());
    this.held += 1;
    await pause(seconds * 1_000, gone.signal);
    this.held -= 1;
  }

  private async tidy(): Promise<void> {
    await this.unitOfWork.run(system, [], ({ db }) => db.query('DELETE FROM events_sink WHERE expires_at <= now()'));
  }
}

/** Ids of a request, in the order of the statement: of the webhook, the subscription, the number, the try; and its size. */
function idsOf(request: FastifyRequest): (string | number | null)[] {
  const { headers } = request;
  const bytes = bytesOf(request);
  const header = (name: string): string | null => (typeof headers[name] === 'string' ? headers[name].slice(0, ID_LENGTH) : null);
  return [header('webhook-id'), header('hub-subscription'), header('ce-sequence') ?? sequenceIn(bytes), header('hub-attempt'), bytes.length];
}

/** The number of a structured event, the first and the last one of a batch. */
function sequenceIn(body: Buffer): string | null {
  try {
    const content: unknown = JSON.parse(body.toString('utf8'));
    const numbers = (Array.isArray(content) ? content : [content]).map((one: unknown) => (one as { sequence?: unknown } | null)?.sequence).filter((one) => typeof one === 'string');
    const [first, last] = [numbers[0], numbers.at(-1)];
    return first === undefined || last === undefined ? null : (first === last ? first : `${first}-${last}`).slice(0, ID_LENGTH);
  } catch {
    return null;
  }
}
