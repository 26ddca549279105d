import fc from 'fast-check';

/** The part of JSON Schema (2020-12) that the documents of the hub are written in. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Schema;
  readonly propertyNames?: Schema;
  readonly items?: Schema;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly format?: string;
  readonly pattern?: string;
  readonly maxLength?: number;
}

const TEXTS = ['a', '', ' ', 'x'.repeat(201), '漢字', 'اردو متن', '\u200f\u202e', '😀', '<script>', "'; DROP TABLE x;--", '%_\\', '../../etc/passwd', 'null', '-1', '1e400', '{}', '\n\r\t', '\u0000', '\ud800', 'Asia/Shanghai', 'CN', 'zh-Hans', '{tablet}', 'council.poll.*'];
const INSTANTS = ['2026-11-23T10:00:00Z', '1970-01-01T00:00:00Z', '9999-12-31T23:59:59Z', '0001-01-01T00:00:00Z', '0000-01-01T00:00:00Z', new Date().toISOString(), new Date(Date.now() + 86_400_000).toISOString(), new Date(Date.now() - 86_400_000).toISOString()];
const DAYS = ['2026-11-23', '2024-02-29', '9999-12-31', '0001-01-01', '0000-01-01', new Date().toISOString().slice(0, 10)];
const ODD: readonly unknown[] = [null, 0, '', [], {}, true, -1, Number.MAX_SAFE_INTEGER, 'x'];
const formats: Readonly<Record<string, readonly string[]>> = { 'date-time': INSTANTS, date: DAYS, email: ['a@example.org', `${'x'.repeat(60)}@example.org`], uri: ['https://example.org/x', 'http://127.0.0.1:1/', 'https://[::1]/'] };

/** What somebody may send where a schema stands: mostly as it says, at its bounds and with things that there are; at times something else. */
export class InputDrawer {
  constructor(
    private readonly resolve: (ref: string) => Schema,
    /** Values that were answered under a name, as the ids of things. */
    private readonly known: (name: string) => readonly string[],
  ) {}

  of(schema: Schema, name = ''): fc.Arbitrary<unknown> {
    return fc.oneof({ weight: 60, arbitrary: this.asSaid(schema, name) }, { weight: 1, arbitrary: fc.constantFrom(...ODD) });
  }

  private asSaid(schema: Schema, name: string): fc.Arbitrary<unknown> {
    if (schema.$ref !== undefined) return this.of(this.resolve(schema.$ref), name);
    const either = schema.anyOf ?? schema.oneOf;
    if (either !== undefined) return fc.oneof(...either.map((one) => this.of(one, name)));
    if (schema.allOf !== undefined) return fc.tuple(...schema.allOf.map((one) => this.of(one, name))).map((all): unknown => Object.assign({}, ...all));
    if (schema.const !== undefined) return fc.constant(schema.const);
    if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
    switch (schema.type) {
      case 'object': return this.object(schema);
      case 'array': return fc.array(this.of(schema.items ?? {}, name.replace(/s$/, '')), { minLength: schema.minItems ?? 0, maxLength: Math.max(schema.minItems ?? 0, Math.min(schema.maxItems ?? 3, 3)) });
      case 'integer': return bounded(schema, (min, max) => fc.integer({ min, max }));
      case 'number': return bounded(schema, (min, max) => fc.double({ min, max, noNaN: true }));
      case 'boolean': return fc.boolean();
      case 'null': return fc.constant(null);
      case 'string': return this.text(schema, name);
      default: return fc.constantFrom(...ODD);
    }
  }

  private object({ properties = {}, required = [], additionalProperties, propertyNames }: Schema): fc.Arbitrary<unknown> {
    const fields = Object.fromEntries(Object.entries(properties).map(([key, schema]) => [key, this.of(schema, key)]));
    const stated = fc.record(fields, { requiredKeys: Object.keys(fields).filter((key) => required.includes(key)) });
    if (typeof additionalProperties !== 'object') return stated;
    const further = fc.dictionary(propertyNames === undefined ? fc.constantFrom('en', 'zh', 'a') : this.text(propertyNames, ''), this.of(additionalProperties), { maxKeys: 2 });
    return fc.tuple(further, stated).map(([more, all]) => Object.assign({ ...more }, all));
  }

  private text({ format, pattern, maxLength }: Schema, name: string): fc.Arbitrary<string> {
    const known = this.known(name);
    const there = known.length === 0 ? [] : [{ weight: 6, arbitrary: fc.constantFrom(...known) }];
    if (format === 'uuid') return fc.oneof(...there, { weight: 1, arbitrary: fc.uuid() });
    const formal = formats[format ?? ''];
    if (formal !== undefined) return fc.constantFrom(...formal);
    // fast-check draws no text that must look ahead.
    if (pattern !== undefined && !/\(\?[=!<]/.test(pattern)) return fc.oneof(...there, { weight: 6, arbitrary: fc.stringMatching(new RegExp(pattern, 'u')).map((text) => text.slice(0, maxLength)) }, { weight: 1, arbitrary: fc.constantFrom(...TEXTS) });
    const long = fc.constantFrom('漢', 'ا', 'a').map((letter) => letter.repeat(Math.min(maxLength ?? 10, 2_000)));
    return fc.oneof(...there, { weight: 6, arbitrary: fc.constantFrom(...TEXTS) }, { weight: 2, arbitrary: long });
  }
}

/** Mostly small, or at a bound. */
function bounded({ minimum: min = -Number.MAX_SAFE_INTEGER, maximum: max = Number.MAX_SAFE_INTEGER }: Schema, between: (min: number, max: number) => fc.Arbitrary<number>): fc.Arbitrary<number> {
  const from = Math.max(min, Math.min(0, max));
  return fc.oneof(fc.constantFrom(min, max), between(from, Math.min(max, from + 100)));
}
