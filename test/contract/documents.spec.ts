import { readFileSync } from 'node:fs';
import { Parser } from '@asyncapi/parser';
import { Validator } from '@seriousme/openapi-schema-validator';
import { catalogue, documents } from '#contracts';

type Tree = Record<string, unknown>;

const version = (JSON.parse(readFileSync('package.json', 'utf8')) as { version: string }).version;
const committed = (name: string): unknown => JSON.parse(readFileSync(`libs/contracts/generated/${name}.json`, 'utf8'));
const copy = (document: unknown): Tree => JSON.parse(JSON.stringify(document)) as Tree;

describe('the document of the HTTP doors', () => {
  it('is valid OpenAPI 3.1', async () => {
    const result = await new Validator().validate(copy(documents.openApi(version)));
    expect(result.errors ?? []).toEqual([]);
    expect(result.valid).toBe(true);
  });

  it('holds every command, query and entrance, with each refusal that it declares', () => {
    const paths = documents.openApi(version)['paths'] as Record<string, Record<string, { operationId: string; responses: Tree }>>;
    const operations = new Map(Object.values(paths).flatMap((methods) => Object.values(methods)).map((operation) => [operation.operationId, operation]));
    for (const contract of [...catalogue.commands(), ...catalogue.queries(), ...catalogue.entrances()]) {
      const told = JSON.stringify(operations.get(contract.name)?.responses);
      for (const code of contract.errors) expect(told).toContain(`\`${code}\``);
      expect(operations.has(contract.name)).toBe(true);
    }
  });

  it('names every field of a path as a parameter, and no other', () => {
    const paths = documents.openApi(version)['paths'] as Record<string, Partial<Record<'get' | 'post', { parameters?: { name?: string; in?: string }[] }>>>;
    for (const [path, { get, post }] of Object.entries(paths)) {
      const inPath = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]).sort();
      const declared = ((get ?? post)?.parameters ?? []).filter((parameter) => parameter.in === 'path').map((parameter) => parameter.name).sort();
      expect({ path, declared }).toEqual({ path, declared: inPath });
    }
  });
});

describe('the document of the socket', () => {
  it('is valid AsyncAPI 3.1', async () => {
    const { diagnostics, document } = await new Parser().parse(JSON.stringify(documents.asyncApi(version)));
    const errors = diagnostics.filter((diagnostic) => diagnostic.severity === 0).map(({ message, path }) => `${path.join('.')}: ${message}`);
    expect(errors).toEqual([]);
    expect(document?.version()).toBe('3.1.0');
  });

  it('holds every command with its acknowledgement, every event and every signal', () => {
    const messages = (documents.asyncApi(version)['components'] as { messages: Tree }).messages;
    const named = [...catalogue.commands().flatMap(({ name }) => [name, `${name}.reply`]), ...catalogue.events().map(({ name }) => name), ...catalogue.signals().map(({ name }) => name)];
    expect(named.filter((name) => !(name in messages))).toEqual([]);
  });

  it.each(catalogue.events().map((event) => [event.name, event] as const))('shows %s by an example that obeys its own schema', (_, event) => {
    expect(event.data.safeParse(event.example).error?.message).toBeUndefined();
  });
});

describe('the committed documents', () => {
  it.each([['openapi', documents.openApi], ['asyncapi', documents.asyncApi]] as const)('%s.json says what the contracts say', (name, write) => {
    expect(copy(write(version))).toEqual(committed(name));
  });
});
