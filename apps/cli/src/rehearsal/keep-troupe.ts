import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import type { Troupe } from './plan-council.js';

const troupe = z.object({ name: z.string().regex(/^[a-z0-9-]+$/), secret: z.string().min(32) });

/** The troupe that this file keeps, or a new one that it keeps from now on, for its owner alone. */
export function keepTroupe(file: string): Troupe {
  try {
    return troupe.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (fault) {
    if ((fault as NodeJS.ErrnoException).code !== 'ENOENT') throw new Error(`${file} cannot be used: take it away to begin with new people`, { cause: fault });
  }
  const made: Troupe = { name: `rehearsal-${randomBytes(4).toString('hex')}`, secret: randomBytes(32).toString('base64url') };
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify(made), { mode: 0o600 });
  return made;
}
