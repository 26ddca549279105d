import pg from 'pg';
import { Exchange, type Answer, type Layout, type Parameter, type Prepared, type Rows, type Statement } from './exchange.js';

/** Statements that one process prepares; each connection that has run all of them keeps as many plans. */
const MOST = 256;
/** A statement is prepared when it comes this often: what is made up for one occasion is not worth a plan. */
const OFTEN = 3;

/** How often each statement came, until it got its name. */
const seen = new Map<string, number>();
const names = new Map<string, string>();
let replanned = 0;

/** The name under which a statement is prepared; undefined when it is not. */
function nameOf(text: string): string | undefined {
  const name = names.get(text);
  if (name !== undefined || names.size >= MOST) return name;
  const times = (seen.get(text) ?? 0) + 1;
  if (times < OFTEN) {
    if (seen.size >= 4 * MOST) seen.clear();
    seen.set(text, times);
    return undefined;
  }
  seen.delete(text);
  names.set(text, `hub_${replanned}_${names.size}`);
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
  private readonly layouts = new Map<string, Layout>();

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
    if (rest.length === 0 && this.has(name)) return this.again(name, values) as never;
    const sent = send({ text, values, name }, ...rest);
    // Every statement gets a new name, so that the next try plans it anew on every connection.
    if (sent instanceof Promise) sent.catch((fault: unknown) => void (isOutdated(fault) && forget()));
    return sent as never;
  }

  /**
   * Runs statements in turn; none runs after one that fails. Once this connection has prepared them all, they travel
   * in one exchange: then there is nothing to parse or to plan, and nobody waits between them.
   * @returns the rows of the last one
   */
  async runAll(statements: readonly Statement[]): Promise<Rows> {
    const prepared = statements.map(({ text, values = [] }) => ({ name: names.get(text) ?? '', values }));
    if (prepared.every(({ name }) => this.has(name))) return (await this.exchange(prepared)).at(-1)?.rows ?? [];
    let rows: Rows = [];
    for (const { text, values = [] } of statements) ({ rows } = await (this.query(text, [...values]) as Promise<Answer>));
    return rows;
  }

  /** Whether this connection has prepared the statement of this name. */
  private has(name: string): boolean {
    return (this.connection as unknown as { readonly parsedStatements: Readonly<Record<string, string>> }).parsedStatements[name] !== undefined;
  }

  private async again(name: string, values: readonly unknown[]): Promise<Answer | undefined> {
    return (await this.exchange([{ name, values: values.map((value) => prepareValue(value)) }]))[0];
  }

  private async exchange(statements: readonly Prepared[]): Promise<readonly Answer[]> {
    try {
      return await new Promise((resolve, reject) => void super.query(new Exchange(statements, this.layouts, resolve, reject)));
    } catch (fault) {
      if (isOutdated(fault)) forget();
      // What pg throws tells where its answer was read: of more use is where it was asked for.
      if (fault instanceof Error) Error.captureStackTrace(fault);
      throw fault;
    }
  }
}

function forget(): void {
  replanned += 1;
  names.clear();
}
