import { createHash } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import type { corridor } from '#contracts';
import { newId } from '#kernel';
import { canonicalJson } from '#log';
import type { Outcome } from './carry-out.js';
import { keptInput } from './kept-input.js';

type Operation = corridor.FieldOperation;

/** An operation that came before. */
export interface Known {
  readonly id: string;
  readonly clientId: string;
  readonly counter: number;
  readonly hash: string;
  readonly status: 'accepted' | 'conflict' | 'rejected';
  readonly code: string | null;
  readonly message: string | null;
  readonly output: Record<string, unknown> | null;
  readonly there: Record<string, unknown> | null;
}

/** Tells an operation from another one under the same counter. Hexadecimal. */
export function hashOf({ command, input, baseVersion }: Operation): string {
  return createHash('sha256').update(canonicalJson({ command, input, baseVersion: baseVersion ?? null })).digest('hex');
}

/** Submissions of one client take their turn, in the order of their transactions; the lock is held until this one ends. */
export async function queueClients(db: EntityManager, personId: string, clients: readonly string[]): Promise<void> {
  for (const client of [...clients].sort()) await db.query(`SELECT pg_advisory_xact_lock(hashtextextended($1, 0))`, [`hub:field:${personId}:${client}`]);
}

/** What came before under the counters of these operations. */
export function knownOf(db: EntityManager, personId: string, operations: readonly Operation[]): Promise<Known[]> {
  return db.query<Known[]>(
    `SELECT id, client_id AS "clientId", counter, encode(body_hash, 'hex') AS hash, status, code, message, output, there FROM corridor_operation
     WHERE person_id = $1 AND (client_id, counter) IN (SELECT * FROM unnest($2::text[], $3::int[]))`,
    [personId, operations.map(({ clientId }) => clientId), operations.map(({ counter }) => counter)],
  );
}

/** Writes down what became of an operation; its words only where it was not accepted. @returns its id */
export async function keepOperation(db: EntityManager, by: { deploymentId: string; personId: string; now: Date }, operation: Operation, outcome: Outcome): Promise<string> {
  const refused = outcome.status === 'accepted' ? null : outcome;
  const text = (value: unknown): string | null => (value === null ? null : JSON.stringify(value));
  const id = newId();
  await db.query(
    `INSERT INTO corridor_operation (id, deployment_id, person_id, client_id, counter, body_hash, command, base_version, at, received_at, status, output, code, message, details, sent, there)
     VALUES ($1, $2, $3, $4, $5, decode($6, 'hex'), $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)`,
    [
      id, by.deploymentId, by.personId, operation.clientId, operation.counter, hashOf(operation), operation.command, operation.baseVersion ?? null, operation.at, by.now, outcome.status,
      text(outcome.status === 'accepted' ? outcome.output : null), refused?.code ?? null, refused?.message ?? null, text(refused?.details ?? null),
      refused === null ? null : JSON.stringify(keptInput(operation.command, operation.input)), text(refused?.there ?? null),
    ],
  );
  return id;
}

/** Stretches of counters that have not come yet, up to the highest that has. */
export function gapsOf(db: EntityManager, personId: string, clients: readonly string[]): Promise<{ clientId: string; from: number; to: number }[]> {
  return db.query(
    `SELECT "clientId", before + 1 AS "from", counter - 1 AS "to" FROM (
       SELECT client_id AS "clientId", counter, coalesce(lag(counter) OVER (PARTITION BY client_id ORDER BY counter), 0) AS before
       FROM (SELECT DISTINCT client_id, counter FROM corridor_operation WHERE person_id = $1 AND client_id = ANY ($2)) came
     ) counted WHERE counter > before + 1 ORDER BY "clientId", counter LIMIT 100`,
    [personId, clients],
  );
}
