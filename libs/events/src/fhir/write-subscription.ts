import { Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { catalogue, events, type Input, type Output } from '#contracts';
import { DomainError, type Principal } from '#kernel';
import { bytesOf, CommandBus, openRawDoors, QueryBus, validate } from '#realtime';
import { baseOf, FhirAnswers } from './answer.js';
import { payloadOf, SECRET, toSubscription, typesOf, type Resource } from './resources.js';

/** Where the command has a field under another name than the resource. */
const NAMES = [['/url', '/endpoint'], ['/filter', '/filterBy'], ['/heartbeat', '/heartbeatPeriod'], ['/pace/batch', '/maxCount'], ['/payload', '/content']] as const;

/** Where a FHIR client makes a subscription and ends it: the commands of the hub, in the words of FHIR R5. */
@Injectable()
export class WriteSubscription implements OnModuleInit {
  constructor(
    private readonly host: HttpAdapterHost,
    private readonly answers: FhirAnswers,
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
  ) {}

  onModuleInit(): void {
    openRawDoors(this.host, (scope) => {
      scope.post('/api/v1/fhir/Subscription', (request, reply) => this.answers.answer(request, reply, async (actor) => {
        const made = await this.create(actor, request);
        void reply.status(201).header('location', `${baseOf(request)}/Subscription/${String(made['id'])}`);
        return made;
      }));
      scope.delete<{ Params: { id: string } }>('/api/v1/fhir/Subscription/:id', (request, reply) => this.answers.answer(request, reply, async (actor) => {
        await this.commands.send(actor, events.endSubscription.name, { subscriptionId: request.params.id }, commandIdOf(request));
        return null;
      }));
    });
  }

  private async create(actor: Principal, request: FastifyRequest): Promise<Resource> {
    // Who asks for the one that is there already must not get a second one.
    if (request.headers['if-none-exist'] !== undefined) throw new DomainError('invalid_input', 'If-None-Exist is not heeded here; an Idempotency-Key makes it safe to send the same again.', { issues: [{ pointer: '', rule: 'no If-None-Exist' }] });
    const input = toInput(validate(events.fhirSubscription, json(bytesOf(request))));
    const { subscriptionId, secret } = (await this.commands.send(actor, events.createSubscription.name, input, commandIdOf(request)).catch(inWordsOfFhir)) as Output<typeof events.createSubscription>;
    const facts = (await this.queries.ask(actor, events.readSubscription.name, { subscriptionId })) as z.output<typeof events.subscriptionFacts>;
    return { ...toSubscription(facts), extension: [{ url: SECRET, valueString: secret }] };
  }
}

function toInput(asked: z.output<typeof events.fhirSubscription>): z.input<typeof events.createSubscription.input> {
  const { name, endpoint, content, heartbeatPeriod = null, maxCount = 1 } = asked;
  const pace = maxCount > 1 ? { ordered: true, batch: maxCount } : {};
  return { name, url: endpoint, protocol: 'fhir', payload: payloadOf.get(content) ?? 'full', heartbeat: heartbeatPeriod, pace, filter: filterFrom(asked) };
}

/** @throws DomainError a topic that is none, or a parameter that is named twice: FHIR would have both fit, and one would be lost here */
function filterFrom({ topic, filterBy }: z.output<typeof events.fhirSubscription>): Input<typeof events.createSubscription>['filter'] {
  const types = typesOf(topic);
  if (types === null || types.some((type) => catalogue.get(type)?.kind !== 'event')) throw invalid('/topic', 'the url of a SubscriptionTopic of this hub');
  const filter: Record<string, readonly string[]> = types.length === 0 ? {} : { types };
  for (const [n, { filterParameter, value }] of filterBy.entries()) {
    if (filterParameter in filter) throw invalid(`/filterBy/${n}/filterParameter`, 'each parameter once; `types` with the topic of every event');
    filter[filterParameter] = value.split(',').map((one) => one.trim());
  }
  return filter as Input<typeof events.createSubscription>['filter'];
}

function inWordsOfFhir(fault: unknown): never {
  const issues = fault instanceof DomainError && fault.code === 'invalid_input' ? (fault.details?.['issues'] as { pointer: string; rule: string }[] | undefined) : undefined;
  if (issues === undefined) throw fault;
  const [first] = issues.map(({ pointer, rule }) => {
    const name = NAMES.find(([ours]) => pointer.startsWith(ours));
    return { pointer: name === undefined ? pointer : name[1] + pointer.slice(name[0].length), rule };
  });
  throw invalid(first?.pointer ?? '', first?.rule ?? '');
}

function invalid(pointer: string, rule: string): DomainError {
  return new DomainError('invalid_input', `${pointer}: ${rule}`, { issues: [{ pointer, rule }] });
}

function json(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    throw new DomainError('invalid_input', 'The body is no JSON.');
  }
}

function commandIdOf({ headers }: FastifyRequest): string | null {
  const id = headers['idempotency-key'];
  return typeof id === 'string' ? id : null;
}
