import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DomainError } from '#kernel';
import { KEY_ID_BYTES, makeSealKey, readSealKeys, type SealKey } from './seal-keys.js';

/** A column whose values are sealed, each for its own row. */
export interface SealedColumn {
  readonly table: string;
  readonly column: string;
}

const declared: SealedColumn[] = [];

/** Declares a column of type bytea as sealed; start-up and `hub doctor` look whether what stands there can be opened. */
export function sealedColumn(table: string, column: string): SealedColumn {
  const made = { table, column };
  declared.push(made);
  return made;
}

export function sealedColumns(): readonly SealedColumn[] {
  return declared;
}

/** The form of what is sealed; another one would be a higher number. */
const VERSION = 1;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const NONCE_AT = 1 + KEY_ID_BYTES;
const TEXT_AT = NONCE_AT + NONCE_BYTES;

/**
 * Seals secrets before they enter the database: AES-256-GCM under a key that is not in the database. What is sealed names
 * its key, so that old keys still open after a new one has come, and is bound to its table, row and column: moved to
 * another place it does not open.
 * Form: version (1 byte), key id (4), nonce (12), ciphertext, tag (16).
 */
@Injectable()
export class Sealer {
  private read: readonly SealKey[] = [];

  /** The first one seals, all of them open. Read at the first use: a hub without sealed rows needs none. */
  private get keys(): readonly SealKey[] {
    if (this.read.length === 0) this.read = readSealKeys();
    return this.read;
  }

  /** @throws DomainError no_seal_key */
  seal(column: SealedColumn, row: string, plain: Buffer): Buffer {
    if (this.keys.length === 0) makeSealKey();
    const [newest] = this.keys;
    if (newest === undefined) throw new DomainError('no_seal_key', 'This hub has no key to seal secrets with: whoever runs it sets HUB_SEAL_KEY.');
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv('aes-256-gcm', newest.key, nonce).setAAD(boundTo(column, row));
    const text = Buffer.concat([cipher.update(plain), cipher.final()]);
    return Buffer.concat([Buffer.of(VERSION), Buffer.from(newest.id, 'hex'), nonce, text, cipher.getAuthTag()]);
  }

  /** @throws Error when no key of this hub opens it, when it was changed, or when it was sealed for another place */
  open(column: SealedColumn, row: string, sealed: Buffer): Buffer {
    const id = keyIdOf(sealed);
    const found = this.keys.find((key) => key.id === id);
    if (found === undefined) throw new Error(`a secret in ${column.table} is sealed with the key ${id}, which this hub does not have: add it to HUB_SEAL_KEY`);
    const tag = sealed.subarray(sealed.length - TAG_BYTES);
    const decipher = createDecipheriv('aes-256-gcm', found.key, sealed.subarray(NONCE_AT, TEXT_AT)).setAAD(boundTo(column, row)).setAuthTag(tag);
    try {
      return Buffer.concat([decipher.update(sealed.subarray(TEXT_AT, sealed.length - TAG_BYTES)), decipher.final()]);
    } catch (cause) {
      throw new Error(`a secret in ${column.table} was changed, or moved there from another row`, { cause });
    }
  }

  has(keyId: string): boolean {
    return this.keys.some((key) => key.id === keyId);
  }
}

/** The id of the key that something was sealed with. */
export function keyIdOf(sealed: Buffer): string {
  if (sealed.length < TEXT_AT + TAG_BYTES || sealed[0] !== VERSION) throw new Error('this is nothing that the hub has sealed');
  return sealed.subarray(1, NONCE_AT).toString('hex');
}

function boundTo({ table, column }: SealedColumn, row: string): Buffer {
  return Buffer.from(`${table}\0${row}\0${column}`);
}
