import type { z } from 'zod';
import type { Command, Entrance, Query } from './contracts.js';

/** What is sent: what a contract has a default for may be left out. */
export type Asked<C extends Command | Entrance> = z.input<C['input']>;
export type AskedOf<Q extends Query> = z.input<Q['params']>;
export type Answered<C extends Command | Entrance | Query> = z.output<C['output']>;

/** Whoever can be asked, and told what to do. */
export interface Asks {
  send<C extends Command>(command: C, input: Asked<C>): Promise<Answered<C>>;
  ask<Q extends Query>(query: Q, params: AskedOf<Q>): Promise<Answered<Q>>;
  list<Q extends Query>(query: Q, params: AskedOf<Q>): AsyncGenerator<Answered<Q>>;
}
