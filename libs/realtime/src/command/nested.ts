import { Injectable } from '@nestjs/common';
import { Database } from '#db';
import { Turns } from '#kernel';

/** Of the connections that there are, the share of those that wait for another one. */
const SHARE = 4;

/** Keeps what needs two connections at once from taking all of them and waiting for the second for ever. */
@Injectable()
export class Nested {
  private readonly turns: Turns;

  constructor(database: Database) {
    this.turns = new Turns(Math.max(1, Math.floor((database.pool.options.max ?? SHARE) / SHARE)));
  }

  /** Opens the transaction of a handler, when it is its turn. */
  run<T>({ nests }: { readonly nests?: true }, open: () => Promise<T>): Promise<T> {
    return nests === true ? this.turns.run(open) : open();
  }
}
