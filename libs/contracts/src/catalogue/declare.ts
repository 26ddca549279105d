import { z } from 'zod';
import { errorCodes, type ErrorCode } from './errors.js';

/** A change that a client asks for. Declared once; types, validation, doors and documents are read off it. */
export interface Command<I extends z.ZodType = z.ZodType, O extends z.ZodType = z.ZodType> {
  readonly kind: 'command';
  readonly name: string;
  readonly summary: string;
  readonly input: I;
  readonly output: O;
  /** The answer holds a secret that is shown once: it is not kept, and a retry hears `already_answered`. */
  readonly once?: boolean;
  /** Refusals of this command beyond those that every command may answer (`commonErrors`). */
  readonly errors: readonly ErrorCode[];
}

/** A read. `path` stands under `/api/v1`; `{name}` in it is a field of `params`. */
export interface Query<P extends z.ZodType = z.ZodType, O extends z.ZodType = z.ZodType> {
  readonly kind: 'query';
  readonly name: string;
  readonly summary: string;
  readonly path: string;
  /** Path and search fields together, validated as one strict object. */
  readonly params: P;
  /** What is answered; of a list, one item of it. */
  readonly output: O;
  /** A list is answered page by page: `{ data, iterator, done }`. */
  readonly list: boolean;
  readonly errors: readonly ErrorCode[];
}

/**
 * What an event's data are about, and so how much of it may leave the hub: `public` and `alliance` in full, `personal` by its id
 * only, `health` never more than the news that there is something to read.
 */
export type DataClass = 'public' | 'alliance' | 'personal' | 'health';

/** A fact, appended to the log in the transaction that made it true. */
export interface HubEvent<D extends z.ZodType = z.ZodType, P extends z.ZodType = z.ZodType> {
  readonly kind: 'event';
  readonly name: string;
  readonly summary: string;
  /** The kind of stream it stands in: `meeting` of `meeting:<id>`. */
  readonly stream: string;
  /** Who may see it unless the recording command says otherwise. */
  readonly audience: readonly string[];
  readonly data: D;
  /** Words of a person, kept beside the chain so that they can be erased; merged into `data` for readers. */
  readonly personal: P | null;
  readonly dataClass: DataClass;
  /** Who answers for it: the domain that its name begins with. */
  readonly owner: string;
  readonly example: z.input<D>;
}

/** What is worth nothing a second later: sent to a room, never logged. */
export interface Signal<D extends z.ZodType = z.ZodType> {
  readonly kind: 'signal';
  readonly name: string;
  readonly summary: string;
  readonly data: D;
}

/** Work for later. Data are ids only. */
export interface Job<D extends z.ZodType = z.ZodType> {
  readonly kind: 'job';
  readonly name: string;
  readonly summary: string;
  readonly data: D;
}

/** An HTTP request that is answered before anybody is signed in, or that starts or ends being so. */
export interface Entrance<I extends z.ZodType = z.ZodType, O extends z.ZodType = z.ZodType> {
  readonly kind: 'entrance';
  readonly name: string;
  readonly summary: string;
  readonly method: 'POST' | 'DELETE';
  /** Under `/api/v1`. */
  readonly path: string;
  readonly input: I;
  readonly output: O;
  readonly errors: readonly ErrorCode[];
}

export type Declared = Command | Query | HubEvent | Signal | Job | Entrance;
export type Input<C> = C extends Command<infer I, z.ZodType> ? z.output<I> : C extends Entrance<infer I, z.ZodType> ? z.output<I> : never;
export type Params<Q> = Q extends Query<infer P, z.ZodType> ? z.output<P> : never;
export type Output<C> = C extends Command<z.ZodType, infer O> ? z.input<O> : C extends Entrance<z.ZodType, infer O> ? z.input<O> : C extends Query<z.ZodType, infer O> ? z.input<O> : never;
export type Data<E> = E extends HubEvent<infer D, z.ZodType> ? z.input<D> : E extends Signal<infer D> ? z.input<D> : E extends Job<infer D> ? z.input<D> : never;
export type Personal<E> = E extends HubEvent<z.ZodType, infer P> ? z.input<P> : never;

const declared = new Map<string, Declared>();
const NAME = /^[a-z]+(\.[a-z][a-z_]*){1,3}(\.v[1-9]\d*)?$/;

function register<T extends Declared>(contract: T): T {
  if (!NAME.test(contract.name)) throw new Error(`the name ${contract.name} is not of the form domain.noun.verb`);
  if (declared.has(contract.name)) throw new Error(`${contract.name} is declared twice`);
  declared.set(contract.name, contract);
  return contract;
}

export function command<I extends z.ZodType, O extends z.ZodType>(
  name: string,
  c: { summary: string; input: I; output: O; errors?: readonly ErrorCode[]; once?: boolean },
): Command<I, O> {
  return register({ kind: 'command', name, summary: c.summary, input: c.input, output: c.output, once: c.once ?? false, errors: c.errors ?? [] });
}

export function query<P extends z.ZodType, O extends z.ZodType>(
  name: string,
  q: { summary: string; path: string; params: P; output: O; list?: boolean; errors?: readonly ErrorCode[] },
): Query<P, O> {
  return register({ kind: 'query', name, summary: q.summary, path: q.path, params: q.params, output: q.output, list: q.list ?? false, errors: q.errors ?? [] });
}

export function event<D extends z.ZodType, P extends z.ZodType = z.ZodNever>(
  name: string,
  e: { summary: string; stream: string; audience: readonly string[]; data: D; personal?: P; dataClass?: DataClass; example: z.input<D> },
): HubEvent<D, P> {
  const personal = e.personal ?? null;
  const dataClass = e.dataClass ?? (personal === null ? 'alliance' : 'personal');
  return register({
    kind: 'event', name, summary: e.summary, stream: e.stream, audience: e.audience, data: e.data, personal, dataClass, owner: name.split('.')[0] ?? name, example: e.example,
  } as HubEvent<D, P>);
}

export function signal<D extends z.ZodType>(name: string, s: { summary: string; data: D }): Signal<D> {
  return register({ kind: 'signal', name, summary: s.summary, data: s.data });
}

export function entrance<I extends z.ZodType, O extends z.ZodType>(
  name: string,
  e: { summary: string; method: 'POST' | 'DELETE'; path: string; input: I; output: O; errors?: readonly ErrorCode[] },
): Entrance<I, O> {
  return register({ kind: 'entrance', name, summary: e.summary, method: e.method, path: e.path, input: e.input, output: e.output, errors: e.errors ?? [] });
}

export function job<D extends z.ZodType>(name: string, j: { summary: string; data: D }): Job<D> {
  return register({ kind: 'job', name, summary: j.summary, data: j.data });
}

/** Everything that is declared, by name. */
export const catalogue = {
  get: (name: string): Declared | undefined => declared.get(name),
  all: (): readonly Declared[] => [...declared.values()],
  commands: (): readonly Command[] => catalogue.all().filter((c) => c.kind === 'command'),
  queries: (): readonly Query[] => catalogue.all().filter((c) => c.kind === 'query'),
  events: (): readonly HubEvent[] => catalogue.all().filter((c) => c.kind === 'event'),
  signals: (): readonly Signal[] => catalogue.all().filter((c) => c.kind === 'signal'),
  entrances: (): readonly Entrance[] => catalogue.all().filter((c) => c.kind === 'entrance'),
  jobs: (): readonly Job[] => catalogue.all().filter((c) => c.kind === 'job'),
};

/** Errors that any command or query may answer, whatever it declares. */
export const commonErrors = ['invalid_input', 'unauthenticated', 'forbidden', 'not_found', 'rate_limited', 'internal', 'unavailable'] as const satisfies readonly ErrorCode[];

export function isErrorCode(code: string): code is ErrorCode {
  return code in errorCodes;
}
