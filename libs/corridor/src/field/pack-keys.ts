import { createHash, createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { sealedColumn, Sealer } from '#db';
import { systemActor } from '#kernel';
import { UnitOfWork } from '#log';

const column = sealedColumn('corridor_pack_key', 'sealed');
const system = systemActor('packs');
/** One key is made at a time. */
const LOCK = `SELECT pg_advisory_xact_lock(hashtextextended('hub:pack-key', 0))`;
const LIVE = 'SELECT id, sealed FROM corridor_pack_key WHERE retired_at IS NULL';

interface Row {
  readonly id: string;
  readonly sealed: Buffer;
}

export interface PackKey {
  readonly id: string;
  readonly key: KeyObject;
}

/** The keys that packs are signed with: one signs, those before it stay known. A private key leaves the database sealed only. */
@Injectable()
export class PackKeys {
  constructor(
    private readonly sealer: Sealer,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /** The key that signs now; made when there is none yet. */
  async signing(db: EntityManager): Promise<PackKey> {
    const [live] = await db.query<Row[]>(LIVE);
    if (live !== undefined) return this.open(live);
    return this.unitOfWork.run(system, [], async (work) => {
      // Of two that make the first key at the same time, both use that of the first.
      await work.db.query(LOCK);
      const [made] = await work.db.query<Row[]>(LIVE);
      if (made === undefined) await this.make(work.db, work.now);
      const [now] = await work.db.query<Row[]>(LIVE);
      if (now === undefined) throw new Error('a key was made and is not there');
      return this.open(now);
    });
  }

  /** A new key; from now on no other signs. */
  async replace(db: EntityManager, now: Date): Promise<{ id: string; publicKey: string }> {
    await db.query(LOCK);
    await db.query('UPDATE corridor_pack_key SET retired_at = $1 WHERE retired_at IS NULL', [now]);
    return this.make(db, now);
  }

  private async make(db: EntityManager, now: Date): Promise<{ id: string; publicKey: string }> {
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    const raw = Buffer.from(publicKey.export({ format: 'jwk' }).x ?? '', 'base64url');
    const made = { id: createHash('sha256').update(raw).digest('hex').slice(0, 16), publicKey: raw.toString('base64') };
    const sealed = this.sealer.seal(column, made.id, privateKey.export({ format: 'der', type: 'pkcs8' }));
    await db.query('INSERT INTO corridor_pack_key (id, public_key, sealed, created_at) VALUES ($1, $2, $3, $4)', [made.id, made.publicKey, sealed, now]);
    return made;
  }

  private open({ id, sealed }: Row): PackKey {
    return { id, key: createPrivateKey({ key: this.sealer.open(column, id, sealed), format: 'der', type: 'pkcs8' }) };
  }
}
