import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import { dataFolder } from '#config';

/** Roles of which the demo has one to sign in as. */
export const demoRoles = ['administrator', 'chair', 'secretary', 'delegate', 'alternate', 'observer', 'interpreter', 'coordinator', 'authority', 'field', 'protection', 'integrator'] as const;

const credentials = z.object({
  /** True once the demo data are whole; until then a start makes what is missing. */
  ready: z.boolean(),
  /** The passwords of everybody else are worked out from it. */
  secret: z.string().min(32),
  people: z.array(z.object({ role: z.enum(demoRoles), name: z.string(), email: z.string(), password: z.string(), key: z.string().optional() })),
});
export type Credentials = z.output<typeof credentials>;

/** The demo has a data folder of its own, unless another one is named, says on every page that it is one, and delivers to its own sandbox. */
export function useDemoFolder(environment: NodeJS.ProcessEnv = process.env): void {
  environment['HUB_DATA'] ??= 'var/demo';
  environment['HUB_DEMO'] ??= 'true';
  environment['HUB_WEBHOOK_ALLOW'] ??= `127.0.0.1:${environment['HUB_PORT'] ?? 3_000}`;
}

/** Where the sign-in details of a demo are kept. */
export function credentialsFile(): string {
  return dataFolder('sign-in.json');
}

export function readCredentials(text: string): Credentials {
  return credentials.parse(JSON.parse(text));
}

/** What was kept, or the beginning of a new demo, kept from now on. */
export function keepCredentials(): Credentials {
  const file = credentialsFile();
  if (existsSync(file)) return readCredentials(readFileSync(file, 'utf8'));
  const begun: Credentials = { ready: false, secret: randomBytes(32).toString('base64url'), people: [] };
  writeCredentials(begun);
  return begun;
}

/** For the owner alone, as everything by which one can sign in. */
export function writeCredentials(kept: Credentials): void {
  const file = credentialsFile();
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(kept, null, 2)}\n`, { mode: 0o600 });
}
