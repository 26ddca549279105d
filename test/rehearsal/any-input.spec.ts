import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { readCredentials } from '../../apps/cli/src/demo/keep-credentials.js';
import { freePort } from '../support/free-port.js';
import { Visitor, type Answer } from '../support/hub.js';
import { madeFolder, runProgram, tidy, type SpawnedHub } from '../support/spawn-hub.js';
import { until } from '../support/until.js';
import { InputDrawer, type Schema } from './draw-input.js';

interface Operation {
  readonly parameters?: readonly { readonly $ref?: string; readonly name?: string; readonly in?: string; readonly required?: boolean; readonly schema?: Schema }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> };
}

/** How often each command is sent, and each query asked. */
const TURNS = 4;
/** The same inputs in every run; another number draws others. */
const SEED = Number(process.env['HUB_TEST_SEED'] ?? 2026);
const CREW = ['administrator', 'coordinator', 'chair', 'secretary', 'delegate', 'authority', 'field', 'integrator'] as const;
/** What would end the visit of those who send all this. */
const SPARED = /^(identity\.(session|person|key|role)|alliance\.institution\.close)/;

let folder: string;
let program: SpawnedHub;
let url: string;
let crew: readonly Visitor[];
let paths: Readonly<Record<string, { get?: Operation; post?: Operation }>>;
let drawer: InputDrawer;
const known = new Map<string, Set<string>>();
let draws = 0;

/** The demo as it is shipped: the bundled program, on an address and in a folder of its own. */
beforeAll(async () => {
  folder = await madeFolder();
  const port = await freePort();
  program = runProgram(['demo'], { HUB_DATA: folder, HUB_PORT: String(port), HUB_RATE_PER_SECOND: '10000', HUB_RATE_BURST: '100000' });
  await program.said(/To begin anew/);
  url = `http://127.0.0.1:${port}`;
  const { people } = readCredentials(readFileSync(join(folder, 'sign-in.json'), 'utf8'));
  const anybody = new Visitor(url, {});
  crew = await Promise.all(CREW.map(async (role) => {
    const person = people.find((one) => one.role === role);
    const { body } = await anybody.post<{ token: string }>('/sessions', { email: person?.email, password: person?.password, as: 'token' });
    return anybody.with({ authorization: `Bearer ${body.token}` });
  }));
  const { body } = await anybody.ask<{ paths: typeof paths }>('GET', '/api/openapi.json');
  paths = body.paths;
  const resolve = (ref: string): Schema => ref.slice(2).split('/').reduce<unknown>((at, key) => (at as Record<string, unknown>)[key], body) as Schema;
  drawer = new InputDrawer(resolve, (name) => [...(known.get(name) ?? [])]);
}, 240_000);
afterAll(async () => {
  program.process.kill('SIGTERM');
  await program.exit;
  await tidy(folder);
});

function draw<T>(arbitrary: fc.Arbitrary<T>): T {
  draws += 1;
  return fc.sample(arbitrary, { seed: SEED + draws, numRuns: 1 })[0] as T;
}

/** Keeps the ids that were answered, so that later inputs name things that there are. */
function learn(value: unknown, kind: string): void {
  if (Array.isArray(value)) return value.forEach((one) => learn(one, kind));
  if (typeof value !== 'object' || value === null) return;
  for (const [key, one] of Object.entries(value)) {
    if (typeof one !== 'string' || !/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(one)) learn(one, kind);
    else {
      const name = key === 'id' ? `${kind}Id` : key;
      known.set(name, (known.get(name) ?? new Set()).add(one));
    }
  }
}

const mistakes: string[] = [];
const answered = new Set<string>();

/** Asks as one after the other, until somebody may. What is no answer of a hub that works is noted. */
async function ask(name: string, send: (visitor: Visitor) => Promise<Answer>, said: unknown): Promise<void> {
  for (const visitor of draw(fc.shuffledSubarray([...crew], { minLength: crew.length }))) {
    const { status, headers, body } = await send(visitor);
    const refused = status >= 400 && status < 500;
    if (status >= 500 || (refused && !(headers.get('content-type') ?? '').includes('application/problem+json'))) mistakes.push(`${name} ${status} ${JSON.stringify(said)} ${JSON.stringify(body)}`);
    if (refused && body['code'] === 'invalid_input' && !JSON.stringify(body['details'] ?? '').includes('pointer')) mistakes.push(`${name} names no field: ${JSON.stringify(said)} ${JSON.stringify(body)}`);
    if (status === 403 || status === 404) continue;
    if (status === 200) {
      answered.add(name);
      learn(body, name.split(/[./]/).filter((part) => !part.startsWith('{')).at(name.startsWith('/') ? -1 : 1)?.replace(/ies$/, 'y').replace(/s$/, '') ?? '');
    }
    return;
  }
}

/** A query of the API with what its parameters may be. Streams and what is no JSON have readers of their own. */
async function query(path: string, { parameters = [] }: Operation): Promise<void> {
  const search = new URLSearchParams();
  let at = path;
  for (const { name = '', in: where, required = false, schema = {} } of parameters) {
    if (where === 'query' && !required && draw(fc.boolean())) continue;
    const value = draw(drawer.of(schema, name));
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    if (where === 'path') at = at.replace(`{${name}}`, encodeURIComponent(text.toWellFormed()));
    else if (where === 'query') search.set(name, text);
  }
  const asked = `${at}?${search.toString()}`;
  await ask(path, (visitor) => visitor.ask('GET', asked), asked);
}

describe('the shipped program', () => {
  const as = (role: (typeof CREW)[number]): Visitor => crew[CREW.indexOf(role)] ?? new Visitor(url, {});
  const first = async (path: string): Promise<string> => (await as('coordinator').get<{ data: { id: string }[] }>(path)).body.data[0]?.id ?? '';

  it('knows the units of UCUM, which it loads with the first quantity', async () => {
    const item = { corridorId: await first('/corridors'), code: { system: 'http://snomed.info/sct', value: '387517004' }, name: 'Paracetamol' };
    const statuses = await Promise.all(['{tablet}', 'mg', 'pills'].map(async (unit) => (await as('coordinator').send('corridor.item.register', { ...item, code: { ...item.code, value: unit }, unit })).body['code'] ?? 'registered'));
    expect(statuses).toEqual(['registered', 'registered', 'unit_unknown']);
  });

  it('lets the host name the free slots of a report that the compact does not share with it', async () => {
    const deploymentId = await first(`/corridors/${await first('/corridors')}/deployments`);
    for (const name of ['Heat', 'Heat stroke']) expect((await as('authority').send('corridor.report.name_slots', { deploymentId, from: '2026-11-24', slots: [{ item: 19, name }] })).status).toBe(200);
  });

  it('delivers to the sandbox of its own demo, and to nothing else on this machine', async () => {
    const { body: sink } = await as('integrator').send<{ path: string; sinkId: string }>('events.sandbox.open', { behaviour: { answer: 'status', status: 500, times: 1 } });
    const { body } = await as('integrator').send<{ subscriptionId: string }>('events.subscription.create', { name: 'sandbox', url: url + sink.path, filter: { types: ['council.poll.*'] } });
    await until(async () => (await as('integrator').get<{ state: string }>(`/subscriptions/${body.subscriptionId}`)).body.state === 'active');
    expect((await as('integrator').send('events.subscription.test', { subscriptionId: body.subscriptionId })).status).toBe(200);
    await until(async () => ((await as('integrator').get<{ received: number }>(`/sandbox/sinks/${sink.sinkId}`)).body.received ?? 0) > 0);
    expect((await as('integrator').send('events.subscription.create', { name: 'elsewhere', url: 'http://127.0.0.1:1/hooks' })).status).toBe(400);
    await as('integrator').send('events.subscription.end', { subscriptionId: body.subscriptionId });
  });
});

describe('whatever is sent', () => {
  it('to any command and any query of the shipped program is answered, or refused with a reason, and never a fault of the hub', async () => {
    const commands = Object.entries(paths).flatMap(([path, { post }]) => (post !== undefined && path.includes('/commands/') && !SPARED.test(path.split('/').at(-1) ?? '') ? [[path.split('/').at(-1) ?? '', post] as const] : []));
    const queries = Object.entries(paths).flatMap(([path, { get }]) => (get !== undefined && path.startsWith('/api/v1/') && !/\/(streams|feed|fhir)\/|\.(csv|xml|cap|geojson)$|\{format\}$/.test(path) ? [[path, get] as const] : []));
    for (let turn = 0; turn < TURNS; turn += 1) {
      for (const [path, get] of queries) await query(path, get);
      for (const [name, post] of commands) {
        const input = draw(drawer.of(post.requestBody?.content['application/json']?.schema ?? {}));
        await ask(name, (visitor) => visitor.send(name, input), input);
      }
    }
    expect([commands.length > 200, queries.length > 120]).toEqual([true, true]);
    expect(mistakes).toEqual([]);
    expect(program.output().split('\n').filter((line) => line.includes('"level":50'))).toEqual([]);
    // What is refused always shows nothing: much of it has to be carried out.
    expect(answered.size).toBeGreaterThan(80);
    expect((await fetch(`${url}/health/ready`)).status).toBe(200);
  });
});
