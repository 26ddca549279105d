import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { z } from 'zod';
import { events } from '#contracts';
import { sealedColumn, type Sealer } from '#db';
import { newId } from '#kernel';
import type { Work } from '#log';

export type SignatureKind = z.output<typeof events.signatureKind>;

/** Bytes of a shared secret; the specification wants 24 to 64. */
const SECRET_BYTES = 32;

/** What requests are signed with. Of a key pair the private half is sealed and the public one stands open. */
@Entity('events_secret')
export class Secret {
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid', { name: 'subscription_id' }) subscriptionId!: string;
  @Column('text') kind!: SignatureKind;
  @Column('bytea') sealed!: Buffer;
  @Column('text', { name: 'public_key', nullable: true }) publicKey!: string | null;
  @Column('timestamptz', { name: 'created_at' }) createdAt!: Date;
  /** After a rotation it signs beside the new one until then. */
  @Column('timestamptz', { name: 'expires_at', nullable: true }) expiresAt!: Date | null;
}

export const secretColumn = sealedColumn('events_secret', 'sealed');

/** A new secret as its owner sees it, this once. Nobody but the hub needs the private half of a key pair, so nobody gets it. */
export interface ShownSecret {
  readonly secret: string | null;
  readonly publicKey: string | null;
}

/** Makes a secret for a subscription and keeps it sealed. */
export async function addSecret(work: Work, sealer: Sealer, subscriptionId: string, kind: SignatureKind): Promise<ShownSecret> {
  const id = newId();
  const { plain, secret, publicKey } = kind === 'v1' ? sharedSecret() : keyPair();
  await work.db.insert(Secret, { id, subscriptionId, kind, sealed: sealer.seal(secretColumn, id, plain), publicKey, createdAt: work.now, expiresAt: null });
  return { secret, publicKey };
}

function sharedSecret(): ShownSecret & { plain: Buffer } {
  const plain = randomBytes(SECRET_BYTES);
  return { plain, secret: `whsec_${plain.toString('base64')}`, publicKey: null };
}

function keyPair(): ShownSecret & { plain: Buffer } {
  const { d = '', x = '' } = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' });
  return { plain: Buffer.from(d, 'base64url'), secret: null, publicKey: `whpk_${Buffer.from(x, 'base64url').toString('base64')}` };
}
