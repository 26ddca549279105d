import { LRUCache } from 'lru-cache';
import pg from 'pg';
import { Closing, Exchange, parsed, type Answer, type Parameter, type Plan, type Prepared, type Rows, type Statement } from './exchange.js';

/** Statements that have a name at once, and plans that a connection keeps at the most: those that were used lately. */
const MOST = 256;
/** A statement is prepared when it comes this often: what is made up for one occasion is not worth a plan. */
const OFTEN = 3;

/** How often each statement came, until it got its name. */
const seen = new Map<string, number>();
/** The names of statements by their texts. None is given twice: what a connection has under it is that text for ever. */
const names = new LRUCache<string, string>({ max: MOST });
let given = 0;

/** The name under which a statement is prepared; undefined when it is not. */
function nameOf(text: string): string | undefined {
  const name = names.get(text);
  if (name !== undefined) return name;
  const times = (seen.get(text) ?? 0) + 1;
  if (times < OFTEN) {
    if (seen.size >= 4 * MOST) seen.clear();
    seen.set(text, times);
    return undefined;
  }
  seen.delete(text);
  given += 1;
  names.set(text, `hub_${given}`);
  return names.get(text);
}

/** "cached plan must not change result type": a migration has changed a table below a statement that was prepared before. */
function isOutdated(fault: unknown): boolean {
  return (fault as { code?: unknown; routine?: unknown }).code === '0A000' && (fault as { routine?: unknown }).routine === 'RevalidateCachedQuery';
}

/** How pg writes a value of JavaScript as a parameter. */
const { prepareValue } = (pg as unknown as { readonly utils: { readonly prepareValue: (value: unknown) => Parameter } }).utils;

/**
 * A client that prepares the statements that come again and again: parsing and planning cost more than most of them do.
 * Somebody always listens to it: the pool does while it is idle and TypeORM while it works, but not in the turn between
 * the two, and a server that ends the line just then would end the hub.
 */
export class PreparedClient extends pg.Client {
  /** What this connection has prepared, or is about to, by name; the one used least lately goes first. */
  private readonly plans = new LRUCache<string, Plan>({ max: MOST });

  constructor(config?: string | pg.ClientConfig) {
    super(config);
    this.on('error', () => undefined);
  }

  // The signatures of pg are kept: TypeORM calls with (text, values), others with a config, with or without a callback.
  override query(...parts: unknown[]): never {
    const [text, values, ...rest] = parts;
    const send = super.query.bind(this) as unknown as (...parts: unknown[]) => unknown;
    if (typeof text !== 'string' || !Array.isArray(values)) return send(...parts) as never;
    const name = nameOf(text);
    if (name === undefined) return send(...parts) as never;
    const plan = this.planOf(name);
    if (rest.length === 0 && plan !== undefined) return this.again(plan, values) as never;
    this.keep(name);
    const sent = send({ text, values, name }, ...rest);
    // Every statement gets a new name, so that the next try plans it anew on every connection.
    if (sent instanceof Promise) sent.catch((fault: unknown) => void (isOutdated(fault) && names.clear()));
    return sent as never;
  }

  /**
   * Runs statements in turn; none runs after one that fails. Once this connection has prepared them all, they travel
   * in one exchange: then there is nothing to parse or to plan, and nobody waits between them.
   * @returns the rows of each
   */
  async runAll(statements: readonly Statement[]): Promise<readonly Rows[]> {
    const prepared = statements.flatMap(({ text, values = [] }) => {
      const plan = this.planOf(names.get(text) ?? '');
      return plan === undefined ? [] : [{ plan, values }];
    });
    if (prepared.length === statements.length) return (await this.exchange(prepared)).map(({ rows }) => rows);
    const answers: Rows[] = [];
    for (const { text, values = [] } of statements) answers.push((await (this.query(text, [...values]) as Promise<Answer>)).rows);
    return answers;
  }

  /** The statement of this name as this connection has prepared it; undefined when it has not. */
  private planOf(name: string): Plan | undefined {
    return parsed(this.connection)[name] === undefined ? undefined : this.plans.get(name);
  }

  /** Makes a place for the plan of this name. Where all are taken, the one used least lately is given up before. */
  private keep(name: string): void {
    if (this.plans.get(name) !== undefined) return;
    const least = this.plans.size < MOST ? undefined : this.plans.pop();
    if (least !== undefined) super.query(new Closing(least.name));
    this.plans.set(name, { name, layout: null });
  }

  private async again(plan: Plan, values: readonly unknown[]): Promise<Answer | undefined> {
    return (await this.exchange([{ plan, values: values.map((value) => prepareValue(value)) }]))[0];
  }

  private async exchange(statements: readonly Prepared[]): Promise<readonly Answer[]> {
    try {
      return await new Promise((resolve, reject) => void super.query(new Exchange(statements, resolve, reject)));
    } catch (fault) {
      if (isOutdated(fault)) names.clear();
      // What pg throws tells where its answer was read: of more use is where it was asked for.
      if (fault instanceof Error) Error.captureStackTrace(fault);
      throw fault;
    }
  }
}
