import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { catalogue, type Command, type Query } from '#contracts';
import { GOVERNS, type Governor } from '../access/governor.js';
import { permissions, type ObjectRef } from '../access/policy.js';
import { ANSWERS, HANDLES, type CommandHandler, type Handling, type QueryHandler } from './handles.js';

export interface Bound<C, H> {
  readonly contract: C;
  readonly concerns: (input: unknown) => ObjectRef;
  readonly handler: H;
}

/**
 * Every command's and query's one handler, and every kind of object's one governor. The hub refuses to start when a
 * declared name has no handler or two, when a handler has no row in the permission table, or the other way round.
 */
@Injectable()
export class Handlers implements OnModuleInit {
  private readonly commands = new Map<string, Bound<Command, CommandHandler<Command>>>();
  private readonly queries = new Map<string, Bound<Query, QueryHandler<Query>>>();
  private readonly governors = new Map<string, Governor>();

  private collected = false;

  constructor(private readonly discovery: DiscoveryService) {}

  command(name: string): Bound<Command, CommandHandler<Command>> | undefined {
    return this.commands.get(name);
  }

  query(name: string): Bound<Query, QueryHandler<Query>> | undefined {
    return this.queries.get(name);
  }

  governor(kind: string): Governor | undefined {
    return this.governors.get(kind);
  }

  allQueries(): readonly Bound<Query, QueryHandler<Query>>[] {
    return [...this.queries.values()];
  }

  onModuleInit(): void {
    this.collect();
  }

  /** Collects once; whoever needs the handlers while modules start may ask first. */
  collect(): void {
    if (this.collected) return;
    this.collected = true;
    const faults: string[] = [];
    for (const { metatype, instance } of this.discovery.getProviders()) {
      if (typeof metatype !== 'function' || instance === undefined || instance === null) continue;
      this.bind(this.commands, Reflect.getMetadata(HANDLES, metatype), instance, faults);
      this.bind(this.queries, Reflect.getMetadata(ANSWERS, metatype), instance, faults);
      const kind: string | undefined = Reflect.getMetadata(GOVERNS, metatype);
      if (kind === undefined) continue;
      if (this.governors.has(kind)) faults.push(`two providers govern the kind ${kind}`);
      this.governors.set(kind, instance as Governor);
    }
    faults.push(...this.missing());
    if (faults.length > 0) throw new Error(`the hub does not start, because ${faults.join('; ')}`);
  }

  private bind<C, H>(bound: Map<string, Bound<C, H>>, handling: Handling | undefined, handler: unknown, faults: string[]): void {
    if (handling === undefined) return;
    const { name } = handling.contract;
    if (bound.has(name)) faults.push(`${name} has two handlers`);
    bound.set(name, { contract: handling.contract as C, concerns: handling.concerns as (input: unknown) => ObjectRef, handler: handler as H });
  }

  /** What is declared must be handled, what is handled must stand in the permission table, and nothing else may stand there. */
  private missing(): string[] {
    const names = [...catalogue.commands(), ...catalogue.queries()].map((contract) => contract.name);
    const unhandled = names.filter((name) => !this.commands.has(name) && !this.queries.has(name)).map((name) => `${name} has no handler`);
    const unpermitted = names.filter((name) => permissions.of(name) === undefined).map((name) => `${name} has no row in the permission table`);
    const unknown = Object.keys(permissions.all()).filter((name) => !names.includes(name)).map((name) => `the permission table names ${name}, which is not declared`);
    return [...unhandled, ...unpermitted, ...unknown];
  }
}
