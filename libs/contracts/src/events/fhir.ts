import { z } from 'zod';
import { line } from '../readable.js';
import { heartbeat, url } from './subscription.js';
import { pace } from './words.js';

/** The parts of a filter that can be named in FHIR. */
export const fhirFilterParameters = ['types', 'streams', 'institutions', 'countries', 'severities'] as const;

const any = z.unknown().optional();

/**
 * The resource Subscription of FHIR R5, as far as a client may ask for one. What is not named here would be promised and not
 * kept: it is refused, but for what changes nothing (`id`, `meta`, `text`, `reason`).
 */
export const fhirSubscription = z.strictObject({
  resourceType: z.literal('Subscription'), id: any, meta: any, text: any, reason: any,
  name: line(120).default('FHIR subscription'),
  status: z.enum(['requested', 'active']).describe('it is `requested` in any case, until the endpoint took the handshake'),
  topic: z.string().min(1).describe('the `url` of a SubscriptionTopic of this hub'),
  filterBy: z.array(z.strictObject({
    resourceType: any, filterParameter: z.enum(fhirFilterParameters), comparator: z.literal('eq').optional(), value: z.string().min(1).describe('values, of which one must fit, with commas'),
  })).max(fhirFilterParameters.length).default([]),
  channelType: z.object({ code: z.literal('rest-hook') }),
  endpoint: url, heartbeatPeriod: heartbeat.unwrap().optional(), contentType: z.enum(['application/fhir+json', 'application/json']).optional(),
  content: z.enum(['empty', 'id-only', 'full-resource']).default('full-resource'),
  maxCount: pace.shape.batch.unwrap().optional().describe('events in one notification; above 1 they come in order, one notification after the other'),
});
