import { z } from 'zod';

/** One setting of the hub: an environment variable, declared beside its use. */
export interface Setting<T = unknown> {
  readonly name: string;
  readonly schema: z.ZodType<T>;
  readonly meaning: string;
  readonly secret: boolean;
  /** The value, once `readSettings` has accepted the environment. */
  readonly value: T;
}

/** All faults of the environment at once, one plain sentence each. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
  constructor(readonly faults: readonly string[]) {
    super(faults.join('\n'));
  }
}

const declared = new Map<string, { setting: Setting; read: boolean; value: unknown }>();
/** Conventional names that carry no HUB_ prefix. */
const CONVENTIONAL = ['DATABASE_URL', 'REDIS_URL', 'JANUS_URL', 'SMTP_URL'];

/** Declares a setting. Its schema gives the rule and the default; `meaning` goes into docker/environment.md. */
export function setting<S extends z.ZodType>(name: string, schema: S, meaning: string, options: { secret?: boolean } = {}): Setting<z.output<S>> {
  if (!name.startsWith('HUB_') && !CONVENTIONAL.includes(name)) throw new Error(`the setting ${name} does not start with HUB_`);
  if (declared.has(name)) throw new Error(`the setting ${name} is declared twice`);
  const entry = { setting: undefined as unknown as Setting, read: false, value: undefined as unknown };
  const made: Setting = {
    name, schema, meaning, secret: options.secret ?? false,
    get value() {
      if (!entry.read) throw new Error(`the setting ${name} was used before the settings were read`);
      return entry.value;
    },
  };
  entry.setting = made;
  declared.set(name, entry);
  return made as Setting<z.output<S>>;
}

export function settings(): readonly Setting[] {
  return [...declared.values()].map((entry) => entry.setting).sort((a, b) => a.name.localeCompare(b.name));
}

/**
 * Reads every declared setting from `environment`, and refuses unknown `HUB_` names.
 * A setting may also come as `<NAME>_FILE`, the path of a file that holds it (`readFile` reads it).
 * @throws SettingsError with one sentence for each fault
 */
export function readSettings(environment: Readonly<Record<string, string | undefined>>, readFile: (path: string) => string): void {
  const faults: string[] = [];
  for (const entry of declared.values()) {
    const { name, schema } = entry.setting;
    const raw = fromEnvironment(name, environment, readFile, faults);
    const parsed = schema.safeParse(raw);
    if (parsed.success) {
      entry.value = parsed.data;
      entry.read = true;
    } else {
      const rule = parsed.error.issues.map((issue) => issue.message).join('; ');
      faults.push(`${name} is not valid (${rule}): ${entry.setting.meaning}.`);
    }
  }
  for (const name of Object.keys(environment)) {
    if (name.startsWith('HUB_') && !declared.has(name) && !declared.has(name.replace(/_FILE$/, ''))) {
      faults.push(`${name} is not a setting of the hub: take it away or correct its name; docker/environment.md lists all of them.`);
    }
  }
  if (faults.length > 0) throw new SettingsError(faults);
}

function fromEnvironment(name: string, environment: Readonly<Record<string, string | undefined>>, readFile: (path: string) => string, faults: string[]): string | undefined {
  const value = environment[name];
  const path = environment[`${name}_FILE`];
  if (value !== undefined && value !== '') return value;
  if (path === undefined) return undefined;
  try {
    return readFile(path).trim();
  } catch (cause) {
    faults.push(`${name}_FILE names a file that cannot be read (${(cause as Error).message}).`);
    return undefined;
  }
}
