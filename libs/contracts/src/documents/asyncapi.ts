import { catalogue, commonErrors, type Command, type HubEvent, type Signal } from '../catalogue/declare.js';
import type { ErrorCode } from '../catalogue/errors.js';
import * as stream from '../stream.js';
import type { z } from 'zod';
import { domainOf, jsonSchema, plain, type Json, type JsonObject } from './schema.js';
import { disconnectTable, errorTable, tables } from './tables.js';

/** A message of the line itself, beside commands, events and signals. */
interface LineMessage {
  readonly name: string;
  readonly summary: string;
  readonly payload: z.ZodType;
}

const SENT: readonly (LineMessage & { reply: z.ZodType | null })[] = [
  { name: 'stream.subscribe', summary: 'Joins a stream: from `position` on where one is given, else with a snapshot. `recovered: false` in the answer means: throw away what you had and take `snapshot` as the state at `position`. With a `filter` only the events that it lets through come; frames cover the others, so that they leave no gap.', payload: stream.subscribe, reply: stream.subscribed },
  { name: 'stream.unsubscribe', summary: 'Leaves a stream.', payload: stream.unsubscribe, reply: null },
];

const RECEIVED: readonly LineMessage[] = [
  { name: 'events', summary: 'All that this reader may see after position `from` up to `to`, in order; none, when all of it is hidden. A reader whose own position lies before `from` has a gap and subscribes again from where it is; one that is further skips what it has.', payload: stream.frame },
  { name: 'signal', summary: 'Worth nothing a second later; never kept, dropped under pressure.', payload: stream.signalMessage },
  { name: 'stream.drop', summary: 'A right ended: drop what you hold of these audiences; `null` means the whole stream, which you no longer read.', payload: stream.drop },
  { name: 'stream.gain', summary: 'A right began: subscribe again without a position to see what it shows of the past.', payload: stream.gain },
  { name: 'closing', summary: 'The line is about to be closed, for the reason `code` of the disconnect table.', payload: stream.closing },
];

/** The AsyncAPI 3.1 document of the socket, read off the catalogue. */
export function asyncApi(version: string): JsonObject {
  return {
    asyncapi: '3.1.0',
    info: { title: 'Corridor Hub over the socket', version, description: introduction(), tags: tags() },
    defaultContentType: 'application/json',
    servers: { hub: { host: 'this-hub', protocol: 'wss', protocolVersion: 'Socket.IO 4', description: 'The hub that serves this document: Socket.IO 4, WebSocket transport only, path `/socket.io`, namespace `/hub`.', security: [{ $ref: '#/components/securitySchemes/session' }, { $ref: '#/components/securitySchemes/token' }] } },
    channels: channels(),
    operations: operations(),
    components: {
      messages: allMessages(),
      securitySchemes: {
        session: { type: 'httpApiKey', in: 'cookie', name: 'hub_session', description: 'The session cookie of the handshake; its Origin must be an allowed one.' },
        token: { type: 'http', scheme: 'bearer', bearerFormat: 'hub_…', description: '`auth: { token }` of the handshake: an API key or the token of a session.' },
      },
    },
    'x-errors': tables().errors,
    'x-disconnects': tables().disconnects,
  };
}

function introduction(): string {
  return [
    'Connect with any Socket.IO 4 client: `io("/hub", { transports: ["websocket"], auth: { token } })`. A socket without a valid credential is gone within five seconds.',
    '**Commands** are messages of their own name: `emit(name, input, { id }, ack)`. The middle argument may be left out; with it the command is safe to retry after a cut: same id and body give the first answer again. The acknowledgement is always `{ ok: true, data }` or `{ ok: false, error: { code, message, details? } }`.',
    '**Events** come in `events` frames of the streams that were subscribed, as envelopes `{ id, type, stream, position, time, actor, data }`. After a cut subscribe again with the last position: the answer is either every event since that you may see, in order, or `recovered: false` with a snapshot. The same positions work with server-sent events and pull (see /api/openapi.json).',
    'Fields may be added within a version: ignore those that you do not know.',
    '## Refusals', errorTable(), '## Why a line is closed', disconnectTable(),
  ].join('\n\n');
}

function tags(): Json {
  const names = [...catalogue.commands(), ...catalogue.events(), ...catalogue.signals()].map((contract) => domainOf(contract.name));
  return [...new Set([...names, 'stream'])].sort().map((name) => ({ name }));
}

function allMessages(): JsonObject {
  const made: Record<string, JsonObject> = {};
  for (const { name, summary, payload, reply } of SENT) {
    made[name] = message(name, summary, payload, 'input');
    made[`${name}.reply`] = replyMessage(name, reply, ['stream_unknown', 'position_invalid', 'too_many_subscriptions', 'joins_limited']);
  }
  for (const { name, summary, payload } of RECEIVED) made[name] = message(name, summary, payload, 'output');
  for (const command of sorted(catalogue.commands())) {
    made[command.name] = { ...message(command.name, command.summary, command.input, 'input'), 'x-errors': [...command.errors], 'x-scope': `${domainOf(command.name)}:write` };
    made[`${command.name}.reply`] = replyMessage(command.name, command.output, ['command_id_reused', ...command.errors]);
  }
  for (const event of sorted(catalogue.events())) made[event.name] = eventMessage(event);
  for (const signal of sorted(catalogue.signals())) made[signal.name] = signalMessage(signal);
  return made;
}

function sorted<T extends { readonly name: string }>(contracts: readonly T[]): T[] {
  return [...contracts].sort((a, b) => a.name.localeCompare(b.name));
}

function message(name: string, summary: string, payload: z.ZodType, io: 'input' | 'output'): JsonObject {
  return { name, title: name, summary, tags: [{ name: domainOf(name) }], payload: schema07(payload, io) };
}

function replyMessage(name: string, output: z.ZodType | null, errors: readonly ErrorCode[]): JsonObject {
  const data: JsonObject = output === null ? {} : { data: schema07(output, 'output') };
  const codes = [...new Set<string>([...commonErrors, ...errors])].sort();
  const done: JsonObject = { type: 'object', required: ['ok'], properties: { ok: { const: true }, ...data } };
  const error: JsonObject = { type: 'object', required: ['code', 'message'], properties: { code: { type: 'string', enum: codes }, message: { type: 'string' }, details: { type: 'object' } } };
  const refused: JsonObject = { type: 'object', required: ['ok', 'error'], properties: { ok: { const: false }, error } };
  return { name: `${name}.reply`, title: `Acknowledgement of ${name}`, tags: [{ name: domainOf(name) }], payload: { oneOf: [done, refused] } };
}

/** An event as it stands in a frame; `data` holds the personal words too, where there are some and they were not erased. */
function eventMessage(event: HubEvent): JsonObject {
  const { properties, ...envelope } = schema07(stream.envelope, 'output') as { properties: JsonObject };
  const data = { ...schema07(event.data, 'output') } as { properties?: JsonObject };
  if (event.personal !== null) data.properties = { ...data.properties, ...(schema07(event.personal, 'output') as { properties?: JsonObject }).properties };
  return {
    name: event.name, title: event.name, summary: event.summary, tags: [{ name: domainOf(event.name) }],
    description: `Stands in streams \`${event.stream}:<id>\`; seen by: ${event.audience.join(', ')}. Owner: ${event.owner}. Data class: ${event.dataClass}.${event.personal === null ? '' : ' Its personal words are kept beside the chain and can be erased.'}`,
    payload: { ...envelope, properties: { ...properties, type: { const: event.name }, data: plain(data) } },
    examples: [{ name: 'data', payload: exampleEnvelope(event) }],
    'x-owner': event.owner, 'x-data-class': event.dataClass, 'x-stream': event.stream, 'x-audience': [...event.audience],
    'x-personal': event.personal === null ? null : schema07(event.personal, 'output'),
  };
}

function exampleEnvelope(event: HubEvent): JsonObject {
  const id = '0198a2b4-7c1e-7d3a-9f00-1c2d3e4f5a6b';
  return { id, type: event.name, stream: ['rights', 'feed'].includes(event.stream) ? event.stream : `${event.stream}:${id}`, position: '3k9x2m7q.42', time: '2026-11-22T09:30:00.000Z', actor: `person:${id}`, data: plain(event.example) };
}

function signalMessage(signal: Signal): JsonObject {
  const { properties, ...rest } = schema07(stream.signalMessage, 'output') as { properties: JsonObject };
  return {
    name: signal.name, title: signal.name, summary: signal.summary, tags: [{ name: domainOf(signal.name) }],
    payload: { ...rest, properties: { ...properties, type: { const: signal.name }, data: schema07(signal.data, 'output') } },
  };
}

/** One channel for each name that a socket carries; what it carries under this name. */
function channels(): JsonObject {
  const asked = [...SENT, ...sorted<Command>(catalogue.commands())].map(({ name }) => [name, [name, `${name}.reply`]] as const);
  const told = RECEIVED.map(({ name }) => [name, [name, ...within(name)]] as const);
  return Object.fromEntries([...asked, ...told].map(([name, names]) => [name, { address: name, messages: Object.fromEntries(names.map((key) => [key, { $ref: `#/components/messages/${key}` }])) }]));
}

/** Events travel inside `events`, signals inside `signal`. */
function within(name: string): string[] {
  if (name === 'events') return sorted(catalogue.events()).map((event) => event.name);
  return name === 'signal' ? sorted(catalogue.signals()).map((signal) => signal.name) : [];
}

function operations(): JsonObject {
  const made: Record<string, JsonObject> = {};
  for (const { name, summary } of [...SENT, ...sorted<Command>(catalogue.commands())]) {
    const channel = { $ref: `#/channels/${name}` };
    made[name] = { action: 'receive', channel, title: name, summary, tags: [{ name: domainOf(name) }], messages: [inChannel(name, name)], reply: { channel, messages: [inChannel(name, `${name}.reply`)] } };
  }
  for (const { name, summary } of RECEIVED) {
    made[name] = { action: 'send', channel: { $ref: `#/channels/${name}` }, title: name, summary, tags: [{ name: 'stream' }], messages: [name, ...within(name)].map((key) => inChannel(name, key)) };
  }
  return made;
}

function inChannel(channel: string, key: string): JsonObject {
  return { $ref: `#/channels/${channel}/messages/${key}` };
}

function schema07(schema: z.ZodType, io: 'input' | 'output'): JsonObject {
  return jsonSchema(schema, io, 'draft-07');
}
