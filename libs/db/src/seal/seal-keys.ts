import { createHash, randomBytes } from 'node:crypto';
import { existsSync, linkSync, mkdirSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import { dataFolder, setting } from '#config';
import { isEmbedded } from '../open-database.js';
import { StartFault } from '#kernel';

/** AES-256 takes keys of 32 bytes. */
const KEY_BYTES = 32;
/** Bytes of a key's id: enough to tell the few keys of a hub apart. */
export const KEY_ID_BYTES = 4;

/** A key that secrets in the database are sealed with, and the id that stands in what it sealed. */
export interface SealKey {
  readonly id: string;
  readonly key: Buffer;
}

const given = setting(
  'HUB_SEAL_KEY',
  z.string().max(2_000).transform((text) => text.split(',').map((part) => part.trim()).filter((part) => part !== ''))
    .pipe(z.array(z.string().refine((part) => bytesOf(part) !== null, 'a key is 32 random bytes in base64 or hexadecimal, as openssl rand -base64 32 makes them')).min(1).max(20)).optional(),
  'the key that secrets in the database are sealed with, the same on all processes of one hub: 32 bytes in base64; several, separated by commas: the first seals, all of them open; where it is not set, the embedded hub makes one and keeps it in the data folder (keep it apart from the backups, which nobody opens without it)',
  { secret: true },
);

/** The keys of this hub, the one that seals first: those of the setting, or the embedded hub's own, where it has made one. */
export function readSealKeys(): readonly SealKey[] {
  const keys = given.value?.flatMap((text) => bytesOf(text) ?? []);
  return (keys ?? fromFolder()).map((key) => ({ id: idOf(key), key }));
}

/** Makes the embedded hub's own key, where it has none and none was given. Hubs on an outside database share one, so they must be given it. */
export function makeSealKey(): void {
  if (given.value !== undefined || !isEmbedded() || existsSync(keyFile())) return;
  const draft = `${keyFile()}.${process.pid}`;
  mkdirSync(dirname(draft), { recursive: true, mode: 0o700 });
  writeFileSync(draft, randomBytes(KEY_BYTES).toString('base64'), { mode: 0o600, flush: true });
  try {
    // Never overwritten: of two processes that make one at the same time, both use that of the first.
    linkSync(draft, keyFile());
  } catch (fault) {
    if ((fault as NodeJS.ErrnoException).code !== 'EEXIST') throw fault;
  } finally {
    unlinkSync(draft);
  }
}

const keyFile = (): string => dataFolder('secrets', 'seal-key');

function idOf(key: Buffer): string {
  return createHash('sha256').update('corridor-hub:seal-key:').update(key).digest('hex').slice(0, KEY_ID_BYTES * 2);
}

function bytesOf(text: string): Buffer | null {
  const key = /^[0-9a-f]{64}$/i.test(text) ? Buffer.from(text, 'hex') : Buffer.from(text, 'base64');
  return key.length === KEY_BYTES ? key : null;
}

function fromFolder(): readonly Buffer[] {
  if (!isEmbedded() || !existsSync(keyFile())) return [];
  const key = bytesOf(readFileSync(keyFile(), 'utf8').trim());
  if (key === null) throw new StartFault(`The file ${keyFile()} is damaged: put it back from a copy of the data folder.`);
  return [key];
}
