import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { events } from '#contracts';
import { DomainError, newId, systemClock, type Principal } from '#kernel';
import { publicOrigin, QueryBus, validate } from '#realtime';
import { baseOf, FhirAnswers } from './answer.js';
import { notification, statusResource, type About } from './notification.js';
import { ReadTold } from './read-told.js';
import { capabilities, payloadOf, statusOf, toBasic, topics, toSubscription, type Resource } from './resources.js';

type Facts = z.output<typeof events.subscriptionFacts>;

/** Events of one answer at the most: who asked for more goes on after the last number. */
const MOST = 500;

const number = z.string().regex(/^\d{1,15}$/, 'a number of an event').transform(Number);
const asked = z.strictObject({ eventsSinceNumber: number.optional(), eventsUntilNumber: number.optional(), content: z.enum([...payloadOf.keys()]).optional() });

/** The FHIR R5 side of subscriptions: what they are, how far they have come, and what their receiver missed. */
@Controller('api/v1/fhir')
export class FhirController {
  constructor(
    private readonly queries: QueryBus,
    private readonly told: ReadTold,
    private readonly answers: FhirAnswers,
  ) {}

  @Get('metadata')
  metadata(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.answers.answer(request, reply, () => Promise.resolve(capabilities(baseOf(request))));
  }

  @Get('Subscription/:id')
  subscription(@Param('id') id: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.answers.answer(request, reply, async (actor) => toSubscription(await this.read(actor, id)));
  }

  @Get('Subscription/:id/$status')
  status(@Param('id') id: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.answers.answer(request, reply, async (actor) => {
      const facts = await this.read(actor, id);
      const resource = statusResource(newId(), about(facts, request), 'query-status', facts.progress.sequence, []);
      return searchSet(request, [{ fullUrl: `urn:uuid:${String(resource['id'])}`, resource }]);
    });
  }

  /** What happened between two numbers, both included. An answer that ends before the second one is a page: the next begins after its last number. */
  @Get('Subscription/:id/$events')
  events(@Param('id') id: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.answers.answer(request, reply, async (actor) => {
      const facts = await this.read(actor, id);
      if (facts.ownerId !== actor.personId) throw new DomainError('forbidden', 'What a subscription was told is its owner’s to read.');
      const { eventsSinceNumber: from = 1, eventsUntilNumber: to = facts.progress.sequence, content } = validate(asked, request.query);
      const told = await this.told.range(actor, id, from, to, { content: payloadOf.get(content ?? '') ?? facts.payload, limit: MOST });
      // A notification of events holds at least one (FHIR R5, sst-1); without any it says how far the subscription has come.
      return notification(about(facts, request), told.length === 0 ? 'query-status' : 'query-event', facts.progress.sequence, told, systemClock.now());
    });
  }

  /** What an id-only notification refers to. */
  @Get('Basic/:id')
  event(@Param('id') id: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.answers.answer(request, reply, async (actor) => {
      const told = z.uuid().safeParse(id).success ? await this.told.one(actor, id) : null;
      if (told?.event === null || told === null) throw new DomainError('not_found', 'There is no event of this id that a subscription of yours was told of.');
      return toBasic(told.event);
    });
  }

  @Get('SubscriptionTopic')
  topics(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.answers.answer(request, reply, async () => searchSet(request, topics().map((resource) => ({ fullUrl: `${baseOf(request)}/SubscriptionTopic/${String(resource['id'])}`, resource }))));
  }

  @Get('SubscriptionTopic/:id')
  topic(@Param('id') id: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.answers.answer(request, reply, async () => {
      const topic = topics().find((one) => one['id'] === id);
      if (topic === undefined) throw new DomainError('not_found', 'There is no topic of this id.');
      return topic;
    });
  }

  /** A FHIR subscription that the caller may read. */
  private async read(actor: Principal, id: string): Promise<Facts> {
    if (!z.uuid().safeParse(id).success) throw new DomainError('not_found', 'There is no subscription of this id.');
    const facts = (await this.queries.ask(actor, events.readSubscription.name, { subscriptionId: id })) as Facts;
    if (facts.protocol !== 'fhir') throw new DomainError('not_found', 'There is no subscription of this id that speaks FHIR.');
    return facts;
  }
}

function about(facts: Facts, request: FastifyRequest): About {
  const { failures, failingSince } = facts.progress;
  const error = failures === 0 ? {} : { error: `the endpoint has not taken the last ${failures} requests, the first of them at ${failingSince}` };
  return { subscriptionId: facts.id, status: statusOf(facts), base: baseOf(request), ...error };
}

function searchSet(request: FastifyRequest, found: readonly { fullUrl: string; resource: Resource }[]): Resource {
  return {
    resourceType: 'Bundle', id: newId(), type: 'searchset', timestamp: systemClock.now().toISOString(), total: found.length,
    link: [{ relation: 'self', url: `${publicOrigin() ?? `${request.protocol}://${request.host}`}${request.url}` }],
    entry: found.map((one) => ({ ...one, search: { mode: 'match' } })),
  };
}
