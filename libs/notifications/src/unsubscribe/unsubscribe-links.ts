import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { NoticeCategory } from '#contracts';
import { sealedColumn, Sealer } from '#db';
import { DomainError, hashSecret, newSecret } from '#kernel';

const sealed = sealedColumn('notification_unsubscribe', 'token_sealed');
/** What a token is like; anything else is none, without a look into the database. */
const TOKEN = /^[A-Za-z0-9_-]{43}$/;

/** Whose mail of which category is meant. */
export interface Unsubscribing {
  readonly personId: string;
  readonly category: NoticeCategory;
}

interface Row extends Unsubscribing {
  readonly token_sealed: Buffer;
}

/**
 * Links that end mail of one category for one person. Each mail of the category carries the same one: 256 random bits, kept as a
 * hash to find it by, and sealed to write it again.
 */
@Injectable()
export class UnsubscribeLinks {
  constructor(private readonly sealer: Sealer) {}

  /** The tokens of these people and categories, by `<personId> <category>`, made where there is none yet; none at all in a hub that has no key to seal them with. */
  async tokensOf(db: EntityManager, wanted: readonly Unsubscribing[], now: Date): Promise<ReadonlyMap<string, string>> {
    const known = await this.read(db, wanted);
    const missing = [...new Map(wanted.filter((one) => !known.has(nameOf(one))).map((one) => [nameOf(one), one])).values()];
    if (missing.length === 0) return known;
    try {
      await this.make(db, missing, now);
    } catch (fault) {
      if (fault instanceof DomainError && fault.code === 'no_seal_key') return known;
      throw fault;
    }
    // Of two that make one at the same time, both use that of the first.
    return new Map([...known, ...(await this.read(db, missing))]);
  }

  /** Whose a token is; null when it is nobody's. */
  async find(db: EntityManager, token: string): Promise<Unsubscribing | null> {
    if (!TOKEN.test(token)) return null;
    const [row] = await db.query<Unsubscribing[]>('SELECT person_id AS "personId", category FROM notification_unsubscribe WHERE token_hash = $1', [hashSecret(token)]);
    return row ?? null;
  }

  private async read(db: EntityManager, wanted: readonly Unsubscribing[]): Promise<ReadonlyMap<string, string>> {
    const rows = await db.query<Row[]>(
      `SELECT person_id AS "personId", category, token_sealed FROM notification_unsubscribe WHERE (person_id, category) IN (SELECT * FROM unnest($1::uuid[], $2::text[]))`,
      [wanted.map(({ personId }) => personId), wanted.map(({ category }) => category)]);
    return new Map(rows.map((row) => [nameOf(row), this.sealer.open(sealed, nameOf(row), row.token_sealed).toString('utf8')]));
  }

  private async make(db: EntityManager, missing: readonly Unsubscribing[], now: Date): Promise<void> {
    const made = missing.map((one) => ({ ...one, token: newSecret() }));
    await db.query(
      `INSERT INTO notification_unsubscribe (person_id, category, token_hash, token_sealed, created_at) SELECT *, $5::timestamptz FROM unnest($1::uuid[], $2::text[], $3::bytea[], $4::bytea[])
       ON CONFLICT (person_id, category) DO NOTHING`,
      [made.map(({ personId }) => personId), made.map(({ category }) => category), made.map(({ token }) => hashSecret(token)), made.map((one) => this.sealer.seal(sealed, nameOf(one), Buffer.from(one.token))), now]);
  }
}

export function nameOf({ personId, category }: Unsubscribing): string {
  return `${personId} ${category}`;
}
