import { jsonSchema, type JsonObject } from './schema.js';
import { fhirSubscription } from '../events/fhir.js';
import { id } from '../events/words.js';

/** The doors of the integrators' side that speak another language than the hub's own: FHIR, and the sinks of the sandbox. */
export function fhirPaths(): JsonObject {
  const subscription: JsonObject = { name: 'id', in: 'path', required: true, schema: jsonSchema(id, 'input') };
  const named: JsonObject = { name: 'id', in: 'path', required: true, schema: { type: 'string' } };
  const number = (name: string, description: string): JsonObject => ({ name, in: 'query', required: false, description, schema: { type: 'string', pattern: '^\\d{1,15}$' } });
  const content: JsonObject = { name: 'content', in: 'query', required: false, description: 'How much is wanted; the subscription and the data class of an event may allow less.', schema: { type: 'string', enum: ['empty', 'id-only', 'full-resource'] } };
  const base = '/api/v1/fhir';
  return {
    [`${base}/metadata`]: read('capabilities', 'What can be done in FHIR R5: a CapabilityStatement.', []),
    [`${base}/Subscription`]: create(),
    [`${base}/Subscription/{id}`]: { ...read('subscription', 'A subscription of the protocol fhir, as the resource Subscription.', [subscription]), ...end(subscription) },
    [`${base}/Subscription/{id}/$status`]: read('status', 'How far a subscription has come: a Bundle with its SubscriptionStatus.', [subscription]),
    [`${base}/Subscription/{id}/$events`]: read('events', 'What happened between two numbers, for a receiver that lacks some: a Bundle of at most 500 events; go on after the last number.', [
      subscription, number('eventsSinceNumber', 'the first number, inclusive'), number('eventsUntilNumber', 'the last number, inclusive'), content,
    ]),
    [`${base}/Basic/{id}`]: read('event', 'An event that a subscription of one’s own was told of.', [named]),
    [`${base}/SubscriptionTopic`]: read('topics', 'What can be subscribed to: a Bundle of the resources SubscriptionTopic.', []),
    [`${base}/SubscriptionTopic/{id}`]: read('topic', 'One topic.', [named]),
    '/api/v1/sandbox/sinks/{token}': sink(),
  };
}

const RESOURCE: JsonObject = { 'application/fhir+json': { schema: { type: 'object', required: ['resourceType'], properties: { resourceType: { type: 'string' } } } } };
const OUTCOME: JsonObject = { default: { description: 'An OperationOutcome; `details.text` is the code of the table of errors.', content: RESOURCE } };
const SIGNED_IN: readonly JsonObject[] = [{ session: [] }, { key: [] }];

function create(): JsonObject {
  return {
    post: {
      operationId: 'fhir.subscription.create', tags: ['events'], summary: 'Makes a subscription of the protocol fhir of a resource Subscription. With an Idempotency-Key it is safe to send again.', security: [...SIGNED_IN], 'x-scope': 'events:write',
      parameters: [{ $ref: '#/components/parameters/IdempotencyKey' }],
      requestBody: { required: true, content: { 'application/fhir+json': { schema: jsonSchema(fhirSubscription, 'input') } } },
      responses: { '201': { description: 'The subscription, at the address in Location; what its notifications are signed with stands in the extension urn:corridor-hub:secret, this once.', content: RESOURCE }, ...OUTCOME },
    },
  };
}

function end(subscription: JsonObject): JsonObject {
  return { delete: { operationId: 'fhir.subscription.end', tags: ['events'], summary: 'Ends a subscription for good and drops its secrets.', security: [...SIGNED_IN], 'x-scope': 'events:write', parameters: [subscription], responses: { '204': { description: 'It has ended.' }, ...OUTCOME } } };
}

function read(name: string, summary: string, parameters: readonly JsonObject[]): JsonObject {
  return {
    get: {
      operationId: `fhir.${name}.read`, tags: ['events'], summary, security: [...SIGNED_IN], 'x-scope': 'events:read', parameters: [...parameters],
      responses: { '200': { description: 'A FHIR R5 resource.', content: RESOURCE }, ...OUTCOME },
    },
  };
}

function sink(): JsonObject {
  const token: JsonObject = { name: 'token', in: 'path', required: true, description: 'As events.sandbox.open answered it: whoever knows it may send here.', schema: { type: 'string' } };
  const answer: JsonObject = { default: { description: 'As its owner settled.' } };
  return {
    post: {
      operationId: 'sandbox.sink.send', tags: ['events'], summary: 'A receiver of the sandbox, which answers as its owner settled by events.sandbox.behave.', security: [], parameters: [token],
      requestBody: { required: false, content: { '*/*': { schema: {} } } }, responses: answer,
    },
    options: { operationId: 'sandbox.sink.agree', tags: ['events'], summary: 'It agrees to get events (CloudEvents web hooks).', security: [], parameters: [token], responses: answer },
  };
}
