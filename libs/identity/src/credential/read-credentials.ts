import type { EntityManager } from 'typeorm';
import type { GlobalRole, Principal } from '#kernel';
import { IDLE_MINUTES } from '../session/start-session.js';

/** How a credential is looked for: by the hash of its secret, or by its id (`session:<id>`, `key:<id>`). */
export type Wanted = { readonly kind: 'session' | 'key'; readonly hash: Buffer } | { readonly kind: 'session' | 'key'; readonly id: string };

/** A live credential of an active person. */
export interface Credential {
  readonly principal: Principal;
  readonly expiresAt: number;
}

interface Row {
  readonly id: string;
  readonly hash: Buffer;
  readonly person_id: string;
  readonly expires_at: Date;
  readonly scopes: string[] | null;
  readonly roles: GlobalRole[];
  readonly institution_ids: string[];
}

const RIGHTS = `
  ARRAY(SELECT r.role FROM identity_role r WHERE r.person_id = p.id) AS roles,
  ARRAY(SELECT a.institution_id FROM identity_affiliation a WHERE a.person_id = p.id AND a.ended_at IS NULL) AS institution_ids`;

const SQL = {
  session: `SELECT s.id, s.token_hash AS hash, s.person_id, s.expires_at, NULL AS scopes, ${RIGHTS}
    FROM identity_session s JOIN identity_person p ON p.id = s.person_id
    WHERE (s.token_hash = ANY ($1::bytea[]) OR s.id = ANY ($2::uuid[])) AND s.ended_at IS NULL AND s.expires_at > now()
      AND s.last_seen_at > now() - interval '${IDLE_MINUTES} minutes' AND p.state = 'active'`,
  key: `SELECT k.id, k.secret_hash AS hash, k.person_id, k.expires_at, k.scopes, ${RIGHTS}
    FROM identity_api_key k JOIN identity_person p ON p.id = k.person_id
    WHERE (k.secret_hash = ANY ($1::bytea[]) OR k.id = ANY ($2::uuid[])) AND k.revoked_at IS NULL AND k.expires_at > now() AND p.state = 'active'`,
};

/** Looks any number of credentials up, in one statement for each kind. What is not live is not found. */
export async function readCredentials(db: EntityManager, wanted: readonly Wanted[]): Promise<(Credential | null)[]> {
  const found = new Map<string, Credential>();
  for (const kind of ['session', 'key'] as const) {
    const ofKind = wanted.filter((one) => one.kind === kind);
    if (ofKind.length === 0) continue;
    const hashes = ofKind.flatMap((one) => ('hash' in one ? [one.hash] : []));
    const ids = ofKind.flatMap((one) => ('id' in one ? [one.id] : []));
    for (const row of await db.query<Row[]>(SQL[kind], [hashes, ids])) {
      const credential = toCredential(kind, row);
      found.set(`${kind} ${row.hash.toString('hex')}`, credential).set(`${kind} ${row.id}`, credential);
    }
  }
  return wanted.map((one) => found.get(`${one.kind} ${'hash' in one ? one.hash.toString('hex') : one.id}`) ?? null);
}

function toCredential(kind: 'session' | 'key', row: Row): Credential {
  const principal = { actor: `person:${row.person_id}`, personId: row.person_id, institutionIds: row.institution_ids, roles: row.roles, scopes: row.scopes, credential: `${kind}:${row.id}` };
  return { principal, expiresAt: row.expires_at.getTime() };
}
