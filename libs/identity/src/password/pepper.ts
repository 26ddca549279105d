import { createHmac, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { dataFolder, setting } from '#config';

const given = setting('HUB_PASSWORD_PEPPER', z.string().min(32).max(512).optional(), 'a secret that is mixed into every password hash, the same on all processes of one hub; where it is not set, one is made and kept in the data folder (keep it with the backups: without it no password is right any more)', { secret: true });

/** A secret outside the database: hashes that were stolen with the database alone cannot be guessed at. */
@Injectable()
export class Pepper {
  private kept: Buffer | undefined;

  get secret(): Buffer {
    return (this.kept ??= given.value !== undefined ? Buffer.from(given.value) : this.fromFolder());
  }

  /** A keyed hash: what it stands for cannot be found by trying all of it. */
  blind(text: string): Buffer {
    return createHmac('sha256', this.secret).update(text).digest();
  }

  private fromFolder(): Buffer {
    const file = dataFolder('secrets', 'password-pepper');
    if (!existsSync(file)) {
      mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
      writeFileSync(`${file}.new`, randomBytes(32).toString('hex'), { mode: 0o600, flush: true });
      renameSync(`${file}.new`, file);
    }
    return Buffer.from(readFileSync(file, 'utf8').trim());
  }
}
