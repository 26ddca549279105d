import pg from 'pg';

/** A parameter: text, or bytes in PostgreSQL's binary form. */
export type Parameter = string | Buffer | null;

export interface Statement {
  readonly text: string;
  readonly values?: readonly Parameter[];
}

/** A statement by the name under which the connection has prepared it. */
export interface Prepared {
  readonly name: string;
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

  /** @param layouts of this connection's statements, by their names: a statement is described once */
  constructor(
    private readonly statements: readonly Prepared[],
    private readonly layouts: Map<string, Layout>,
    private readonly resolve: (answers: readonly Answer[]) => void,
    private readonly reject: (fault: Error) => void,
  ) {}

  submit(connection: pg.Connection): void {
    connection.stream.cork();
    for (const { name, values } of this.statements) {
      connection.bind({ statement: name, values: values as string[] }, true);
      if (!this.layouts.has(name)) connection.describe({ type: 'P' }, true);
      connection.execute(null, true);
    }
    connection.sync();
    connection.stream.uncork();
  }

  // What pg tells whoever is being answered.

  handleRowDescription({ fields }: { readonly fields: readonly pg.FieldDef[] }): void {
    this.layouts.set(this.current(), fields.map(({ name, dataTypeID }) => ({ name, read: pg.types.getTypeParser(dataTypeID, 'text') as (text: string) => unknown })));
  }

  handleDataRow({ fields: values }: { readonly fields: readonly (string | null)[] }): void {
    const row: Record<string, unknown> = {};
    (this.layouts.get(this.current()) ?? []).forEach(({ name, read }, at) => {
      const value = values[at] ?? null;
      row[name] = value === null ? null : read(value);
    });
    this.rows.push(row);
  }

  /** `INSERT 0 1`, `SELECT 3`, `COMMIT`. */
  handleCommandComplete({ text }: { readonly text: string }): void {
    // What was not described has no rows.
    if (!this.layouts.has(this.current())) this.layouts.set(this.current(), []);
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

  /** The name of the statement that is being answered. */
  private current(): string {
    return this.statements[this.answers.length]?.name ?? '';
  }
}
