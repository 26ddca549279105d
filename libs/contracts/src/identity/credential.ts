import { z } from 'zod';
import { command, event, query } from '../catalogue/declare.js';
import './refusals.js';
import { listing } from '../alliance/words.js';
import { id, instant, keyScope, none } from './words.js';
import { readable } from '../readable.js';

const someone = '0198a2b4-7c1e-7d3a-9f00-aaaaaaaaaaaa';
const something = '0198a2b4-7c1e-7d3a-9f00-cccccccccccc';

export const endSession = command('identity.session.end', {
  summary: 'Ends a session of one’s own, or anybody’s for administrators. Its sockets close within a second.',
  input: z.strictObject({ sessionId: id }), output: none,
});

export const createKey = command('identity.key.create', {
  summary: 'Makes an API key. The secret is answered this once; the hub keeps only its hash.',
  input: z.strictObject({
    name: readable(80), scopes: z.array(keyScope).min(1).max(20),
    days: z.int().min(1).max(365).default(90).describe('days until it runs out'),
  }),
  output: z.object({ keyId: id, key: z.string(), prefix: z.string(), expiresAt: instant }),
  once: true,
  errors: ['session_needed', 'too_many_keys'],
});

export const revokeKey = command('identity.key.revoke', {
  summary: 'Ends a key of one’s own, or anybody’s for administrators. Its streams close within a second.',
  input: z.strictObject({ keyId: id }), output: none,
});

export const sessionChanged = event('identity.session.changed.v1', {
  summary: 'A session of the person was started (`live`) or has ended.',
  stream: 'person', audience: ['self'],
  data: z.object({ personId: id, sessionId: id, live: z.boolean() }),
  example: { personId: someone, sessionId: something, live: true },
});

/** How it was changed, and what it is, nobody is told. */
export const passwordChanged = event('identity.password.changed.v1', {
  summary: 'The person chose another password. Their other sessions ended.',
  stream: 'person', audience: ['self'],
  data: z.object({ personId: id }),
  example: { personId: someone },
});

export const keyChanged = event('identity.key.changed.v1', {
  summary: 'A key of the person was made (`live`) or has ended.',
  stream: 'person', audience: ['self'],
  data: z.object({ personId: id, keyId: id, live: z.boolean() }),
  example: { personId: someone, keyId: something, live: true },
});

export const listSessions = query('identity.session.list', {
  summary: 'One’s own live sessions, newest first.',
  path: '/sessions', params: z.strictObject(listing),
  output: z.object({ id, createdAt: instant, lastSeenAt: instant, expiresAt: instant, address: z.string(), userAgent: z.string(), current: z.boolean() }),
  list: true,
});

export const listKeys = query('identity.key.list', {
  summary: 'One’s own keys, newest first, without their secrets.',
  path: '/keys', params: z.strictObject(listing),
  output: z.object({ id, name: z.string(), prefix: z.string(), scopes: z.array(z.string()), createdAt: instant, expiresAt: instant, lastUsedAt: instant.nullable(), revokedAt: instant.nullable() }),
  list: true,
});

export const listAudit = query('identity.audit.list', {
  summary: 'The audit trail, newest first: who did what to which object, when, with which outcome. Ids only; administrators only.',
  path: '/audit',
  params: z.strictObject({ ...listing, objectId: id.optional(), actor: z.string().max(80).optional() }),
  output: z.object({
    id, at: instant, actor: z.string(), credential: z.string().nullable(), action: z.string(),
    objectKind: z.string(), objectId: z.string(), outcome: z.enum(['done', 'refused']), address: z.string().nullable(),
  }),
  list: true,
});
