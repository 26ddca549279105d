import pg from 'pg';

/** A parameter: text, or bytes in PostgreSQL's binary form. */
export type Parameter = string | Buffer | null;

export interface Statement {
  readonly text: string;
  readonly values?: readonly Parameter[];
}

/** A statement as a connection has prepared it. */
export interface Plan {
  readonly name: string;
  /** Null until it was described: the server says it once. */
  layout: Layout | null;
}

/** A statement that the connection has prepared, and what it is to be run with. */
export interface Prepared {
  readonly plan: Plan;
  readonly values: readonly Parameter[];
}

export type Rows = readonly Record<string, unknown>[];

/** What a statement answered, as pg says it. */
export interface Answer {
  readonly command: string;
  readonly rowCount: number | null;
  readonly rows: Rows;
}

/** The columns of a statement and how each is read. The server keeps them the same for as long as the statement is prepared. */
export type Layout = readonly { readonly name: string; readonly read: (text: string) => unknown }[];

/**
 * Prepared statements in one write and one answer. pg's own pipeline ends each query with a Sync, so that a COMMIT
 * would run after a statement that failed; here one Sync ends all of them, and the server skips to it at a fault.
 */
export class Exchange implements pg.Submittable {
  private readonly answers: Answer[] = [];
  private rows: Record<string, unknown>[] = [];

  constructor(
    private readonly statements: readonly Prepared[],
    private readonly resolve: (answers: readonly Answer[]) => void,
    private readonly reject: (fault: Error) => void,
  ) {}

  submit(connection: pg.Connection): void {
    connection.stream.cork();
    for (const { plan, values } of this.statements) {
      connection.bind({ statement: plan.name, values: values as string[] }, true);
      if (plan.layout === null) connection.describe({ type: 'P' }, true);
      connection.execute(null, true);
    }
    connection.sync();
    connection.stream.uncork();
  }

  // What pg tells whoever is being answered.

  handleRowDescription({ fields }: { readonly fields: readonly pg.FieldDef[] }): void {
    const plan = this.current();
    if (plan !== undefined) plan.layout = fields.map(({ name, dataTypeID }) => ({ name, read: pg.types.getTypeParser(dataTypeID, 'text') as (text: string) => unknown }));
  }

  handleDataRow({ fields: values }: { readonly fields: readonly (string | null)[] }): void {
    const row: Record<string, unknown> = {};
    this.current()?.layout?.forEach(({ name, read }, at) => {
      const value = values[at] ?? null;
      row[name] = value === null ? null : read(value);
    });
    this.rows.push(row);
  }

  /** `INSERT 0 1`, `SELECT 3`, `COMMIT`. */
  handleCommandComplete({ text }: { readonly text: string }): void {
    // What was not described has no rows.
    const plan = this.current();
    if (plan !== undefined) plan.layout ??= [];
    const [command = '', ...counts] = text.split(' ');
    this.answers.push({ command, rowCount: counts.length === 0 ? null : Number(counts.at(-1)), rows: this.rows });
    this.rows = [];
  }

  handleReadyForQuery(): void {
    this.resolve(this.answers);
  }

  handleError(fault: Error): void {
    this.reject(fault);
  }

  /** The statement that is being answered. */
  private current(): Plan | undefined {
    return this.statements[this.answers.length]?.plan;
  }
}

/** Gives up a statement that a connection has prepared. It waits for its turn, so that what was asked before still finds it. */
export class Closing implements pg.Submittable {
  constructor(private readonly name: string) {}

  submit(connection: pg.Connection): void {
    delete parsed(connection)[this.name];
    connection.close({ type: 'S', name: this.name }, true);
    connection.sync();
  }

  // The server closes whatever it is told to; a connection that is gone has closed everything.

  handleReadyForQuery(): void {}

  handleError(): void {}
}

/** What pg knows of the statements that a connection has prepared: their texts, by their names. */
export function parsed(connection: pg.Connection): Record<string, string> {
  return (connection as unknown as { readonly parsedStatements: Record<string, string> }).parsedStatements;
}
