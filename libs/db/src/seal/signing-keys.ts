import { createHash, createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import { systemActor } from '#kernel';
import type { Database } from '../database.js';
import type { SealedColumn, Sealer } from './sealer.js';

/** A private key that signs. `id`: the first 16 hexadecimal digits of the SHA-256 of its public key. */
export interface SigningKey {
  readonly id: string;
  readonly key: KeyObject;
}

/** What everybody may know of a key. `publicKey`: 32 bytes in base64; `retiredAt`: null while it signs. Instants are ISO 8601. */
export interface KnownKey {
  readonly id: string;
  readonly publicKey: string;
  readonly createdAt: string;
  readonly retiredAt: string | null;
}

interface Row {
  readonly id: string;
  readonly sealed: Buffer;
}

/**
 * The ed25519 keys of one purpose: one signs, those before it stay known. A private key leaves the database sealed only.
 * The table has the columns id, public_key, sealed, created_at, retired_at.
 */
export class SigningKeys {
  private readonly table: string;

  /** @param column the private keys, declared by `sealedColumn` */
  constructor(
    private readonly sealer: Sealer,
    private readonly database: Database,
    private readonly column: SealedColumn,
  ) {
    this.table = column.table;
  }

  /** The key that signs now; made when there is none yet. */
  async signing(db: EntityManager): Promise<SigningKey> {
    const live = await this.live(db);
    if (live !== null) return this.open(live);
    return this.database.transaction(systemActor('signing-keys'), [], async (own) => {
      // Of two that make the first key at the same time, both use that of the first.
      await this.lock(own);
      const [{ now }] = await own.query<[{ now: Date }]>('SELECT now()');
      if ((await this.live(own)) === null) await this.make(own, now);
      const made = await this.live(own);
      if (made === null) throw new Error(`a key was made in ${this.table} and is not there`);
      return this.open(made);
    });
  }

  /** A new key; from now on no other signs. */
  async replace(db: EntityManager, now: Date): Promise<{ id: string; publicKey: string }> {
    await this.lock(db);
    await db.query(`UPDATE ${this.table} SET retired_at = $1 WHERE retired_at IS NULL`, [now]);
    return this.make(db, now);
  }

  /** Newest first. @param before the instant and the id of the key after which to go on */
  async list(db: EntityManager, limit: number, before: readonly [createdAt: string, id: string] | null): Promise<KnownKey[]> {
    const rows = await db.query<{ id: string; public_key: string; created_at: Date; retired_at: Date | null }[]>(
      `SELECT id, public_key, created_at, retired_at FROM ${this.table} WHERE $1::timestamptz IS NULL OR (created_at, id) < ($1, $2)
       ORDER BY created_at DESC, id DESC LIMIT $3`, [before?.[0] ?? null, before?.[1] ?? null, limit]);
    return rows.map((row) => ({ id: row.id, publicKey: row.public_key, createdAt: row.created_at.toISOString(), retiredAt: row.retired_at?.toISOString() ?? null }));
  }

  /** One key is made at a time. */
  private lock(db: EntityManager): Promise<unknown> {
    return db.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`hub:${this.table}`]);
  }

  private async live(db: EntityManager): Promise<Row | null> {
    const [row] = await db.query<Row[]>(`SELECT id, sealed FROM ${this.table} WHERE retired_at IS NULL`);
    return row ?? null;
  }

  private async make(db: EntityManager, now: Date): Promise<{ id: string; publicKey: string }> {
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    const raw = Buffer.from(publicKey.export({ format: 'jwk' }).x ?? '', 'base64url');
    const made = { id: createHash('sha256').update(raw).digest('hex').slice(0, 16), publicKey: raw.toString('base64') };
    const sealed = this.sealer.seal(this.column, made.id, privateKey.export({ format: 'der', type: 'pkcs8' }));
    await db.query(`INSERT INTO ${this.table} (id, public_key, sealed, created_at) VALUES ($1, $2, $3, $4)`, [made.id, made.publicKey, sealed, now]);
    return made;
  }

  private open({ id, sealed }: Row): SigningKey {
    return { id, key: createPrivateKey({ key: this.sealer.open(this.column, id, sealed), format: 'der', type: 'pkcs8' }) };
  }
}
