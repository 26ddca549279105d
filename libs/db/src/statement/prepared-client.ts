import pg from 'pg';

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

/**
 * A client that prepares the statements that come again and again: parsing and planning cost more than most of them do.
 * Somebody always listens to it: the pool does while it is idle and TypeORM while it works, but not in the turn between
 * the two, and a server that ends the line just then would end the hub.
 */
export class PreparedClient extends pg.Client {
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
    const sent = send({ text, values, name }, ...rest);
    // Every statement gets a new name, so that the next try plans it anew on every connection.
    if (sent instanceof Promise) sent.catch((fault: unknown) => void (isOutdated(fault) && forget()));
    return sent as never;
  }
}

function forget(): void {
  replanned += 1;
  names.clear();
}
