import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { validate, ValidationSeverity } from 'dockerfile-utils';
import { parse } from 'yaml';
import { readSettings, settings } from '#config';
import { migrations } from '../../apps/hub/src/features.js';
import '../../apps/hub/src/run-hub.js';
import { freshDatabase, type TestDatabase } from '../support/database.js';

interface Service {
  readonly image?: string;
  readonly build?: { dockerfile: string; context: string };
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly secrets?: readonly string[];
  readonly volumes?: readonly string[];
  readonly depends_on?: Readonly<Record<string, unknown>>;
}
interface Compose {
  readonly services: Readonly<Record<string, Service>>;
  readonly volumes?: Readonly<Record<string, unknown>>;
  readonly secrets?: Readonly<Record<string, { file: string }>>;
}

const read = (path: string): string => readFileSync(path, 'utf8');
const compose = (name: string): Compose => parse(read(`docker/${name}`), { merge: true }) as Compose;
const dockerfile = read('docker/Dockerfile');
const stacks = ['compose.yaml', 'compose.scaled.yaml'] as const;
const services = stacks.flatMap((stack) => Object.entries(compose(stack).services).map(([name, service]) => [stack, name, service] as const));
const ours = services.filter(([, , service]) => service.build !== undefined);

describe('the image', () => {
  it('has no fault that a linter knows', () => {
    const problems = validate(dockerfile, { deprecatedMaintainer: ValidationSeverity.ERROR, directiveCasing: ValidationSeverity.ERROR, emptyContinuationLine: ValidationSeverity.ERROR, instructionCasing: ValidationSeverity.ERROR, instructionCmdMultiple: ValidationSeverity.ERROR, instructionEntrypointMultiple: ValidationSeverity.ERROR, instructionHealthcheckMultiple: ValidationSeverity.ERROR, instructionJSONInSingleQuotes: ValidationSeverity.ERROR, instructionWorkdirRelative: ValidationSeverity.ERROR });
    expect(problems.map(({ message, range }) => `${range.start.line + 1}: ${message}`)).toEqual([]);
  });

  it('runs as a plain user, says how it does, and copies only what the tree has', () => {
    expect([...dockerfile.matchAll(/^USER (.+)$/gm)].at(-1)?.[1]).toBe('node');
    expect(dockerfile).toMatch(/^HEALTHCHECK .*CMD \["node", "dist\/program\/hub.js", "healthcheck"\]$/m);
    expect(dockerfile).not.toMatch(/:latest|^ADD /m);
    const copied = [...dockerfile.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap((match) => (match[1] ?? '').split(' '));
    expect(copied.filter((path) => !existsSync(path))).toEqual([]);
  });
});

describe('the stacks', () => {
  it.each(services)('%s: %s names only images, secrets, volumes and services that there are', (stack, _, service) => {
    const whole = compose(stack);
    expect(service.image).toMatch(/^[a-z-]+:(\d|local)/);
    expect((service.secrets ?? []).filter((secret) => whole.secrets?.[secret] === undefined)).toEqual([]);
    expect(Object.keys(service.depends_on ?? {}).filter((name) => whole.services[name] === undefined)).toEqual([]);
    for (const source of (service.volumes ?? []).map((volume) => volume.split(':')[0] ?? '')) {
      expect({ source, known: source.startsWith('.') ? existsSync(join('docker', source)) : source in (whole.volumes ?? {}) }).toEqual({ source, known: true });
    }
  });

  it.each(ours)('%s: %s gives settings that the hub accepts', (_, __, service) => {
    const given = Object.entries(service.environment ?? {}).map(([name, value]) => [name, value.replace(/\$\{\w+:[-?]([^}]*)\}/, (whole, fallback: string) => (whole.includes(':?') ? 'https://hub.example.org' : fallback))]);
    const secrets: Record<string, string> = { database_url: 'postgres://hub_app:x@postgres:5432/hub', owner_database_url: 'postgres://hub_owner:x@postgres:5432/hub', password_pepper: 'p'.repeat(64), seal_key: 'ab'.repeat(32), redis_url: 'redis://:x@redis:6379' };
    expect(() => readSettings(Object.fromEntries(given) as Record<string, string>, (path) => secrets[path.replace('/run/secrets/', '')] ?? '')).not.toThrow();
  });

  it('hold no password: secrets are files that a script makes', () => {
    const script = read('docker/make-secrets.sh');
    for (const { file } of Object.values(compose('compose.scaled.yaml').secrets ?? {})) expect(script).toContain(file.replace('./secrets/', ''));
    const literal = ours.flatMap(([, , service]) => Object.entries(service.environment ?? {})).filter(([name]) => settings().some((setting) => setting.secret && setting.name === name));
    expect(literal).toEqual([]);
  });
});

/** What a container would run, run here: the same file, command and settings. */
describe('the start commands of the stacks, without containers', () => {
  const running: ChildProcess[] = [];
  const folders: string[] = [];
  let database: TestDatabase;

  beforeAll(async () => {
    database = await freshDatabase(migrations);
  });
  afterAll(async () => {
    await Promise.all(running.map((child) => stop(child)));
    await database.drop();
    for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  });

  const commandOf = (name: string): readonly string[] => compose('compose.scaled.yaml').services[name]?.command ?? (JSON.parse(/^CMD (\[.*\])$/m.exec(dockerfile)?.[1] ?? '[]') as string[]);
  const folder = (): string => {
    const made = mkdtempSync(join(tmpdir(), 'hub-docker-'));
    folders.push(made);
    return made;
  };
  const run = ([, ...args]: readonly string[], environment: Readonly<Record<string, string>>): ChildProcess => {
    const clean = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('HUB_') && name !== 'DATABASE_URL'));
    const child = spawn(process.execPath, [...args], { env: { ...clean, ...environment }, stdio: ['ignore', 'pipe', 'pipe'] });
    running.push(child);
    return child;
  };
  const says = (child: ChildProcess, words: RegExp): Promise<string> =>
    new Promise((done, fail) => {
      let text = '';
      const hear = (chunk: Buffer): void => {
        text += chunk.toString();
        const found = words.exec(text);
        if (found !== null) done(found[1] ?? found[0]);
      };
      child.stdout?.on('data', hear);
      child.stderr?.on('data', hear);
      child.once('exit', (code) => fail(new Error(`it ended with ${code}: ${text}`)));
    });
  const stop = (child: ChildProcess): Promise<number | null> =>
    new Promise((done) => {
      if (child.exitCode !== null || child.signalCode !== null) return done(child.exitCode);
      child.once('exit', (code) => done(code));
      child.kill('SIGTERM');
    });
  const healthcheck = async (url: string): Promise<number | null> => {
    const check = run(['node', resolve('dist/program/hub.js'), 'healthcheck', url], {});
    return new Promise((done) => check.once('exit', done));
  };

  it('one box: starts on an empty folder, is healthy, and stops in order', async () => {
    const hub = run(commandOf('hub'), { HUB_HOST: '127.0.0.1', HUB_PORT: '0', HUB_DATA: join(folder(), 'data'), HUB_PUBLIC_URL: '', HUB_LOG_LEVEL: 'info' });
    const url = await says(hub, /ready on (http:\/\/[\d.:]+)/);
    expect(await healthcheck(url)).toBe(0);
    expect(await stop(hub)).toBe(0);
    expect(await healthcheck(url)).toBe(1);
  }, 120_000);

  it('scaled out: migrate, two hubs and a worker on one database; who is made by one hub signs in at the other', async () => {
    const secrets = folder();
    const secret = (name: string, text: string): string => {
      writeFileSync(join(secrets, name), text);
      return join(secrets, name);
    };
    const shared = { DATABASE_URL_FILE: secret('database_url', database.address.app), HUB_PASSWORD_PEPPER_FILE: secret('password_pepper', 'p'.repeat(64)), HUB_DUTIES: 'off', HUB_HOST: '127.0.0.1', HUB_PORT: '0' };
    const migrate = run(commandOf('migrate'), { DATABASE_URL_FILE: shared.DATABASE_URL_FILE, HUB_OWNER_DATABASE_URL_FILE: secret('owner_database_url', database.address.owner ?? ''), HUB_DATA: folder() });
    await says(migrate, /The schema is current/);
    const first = run(commandOf('hub-1'), { ...shared, HUB_DATA: folder() });
    const firstUrl = await says(first, /ready on (http:\/\/[\d.:]+)/);
    const home = folder();
    const second = run(commandOf('hub-2'), { ...shared, HUB_DATA: home });
    const secondUrl = await says(second, /ready on (http:\/\/[\d.:]+)/);
    await says(run(commandOf('worker-1'), { ...shared, HUB_DUTIES: 'on', HUB_DATA: folder() }), /the worker is ready/);
    const post = (url: string, path: string, body: unknown): Promise<Response> => fetch(`${url}/api/v1${path}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
    const token = read(join(home, 'setup-link')).trim().split('#')[1];
    const who = { email: 'first@example.org', password: 'seven quiet rivers at dawn', as: 'token' };
    expect((await post(secondUrl, '/setup', { ...who, token, name: 'First' })).status).toBe(201);
    expect((await post(firstUrl, '/sessions', who)).status).toBe(201);
    expect(await Promise.all([healthcheck(firstUrl), healthcheck(secondUrl)])).toEqual([0, 0]);
  }, 120_000);
});

it('the proxy speaks WebSocket and knows every hub of the stack', () => {
  const conf = read('docker/proxy/nginx.conf');
  const hubs = Object.keys(compose('compose.scaled.yaml').services).filter((name) => name.startsWith('hub-'));
  expect([...conf.matchAll(/server (hub-\d+):3000/g)].map((match) => match[1])).toEqual(hubs);
  expect(conf).toMatch(/proxy_set_header Upgrade \$http_upgrade;/);
});
