import 'reflect-metadata';
import type { HubEvent, stream } from '#contracts';
import type { Work } from '../unit-of-work.js';

const ON = 'hub:on';

/** What a projection does with one event. The envelope's data has the words of people in it, unless they were erased. */
export type Reaction = (event: stream.Envelope, work: Work) => Promise<void>;

/** The names of the events that a method reacts to. */
export function eventsOf(prototype: object, method: string): readonly string[] {
  return (Reflect.getMetadata(ON, prototype, method) as string[] | undefined) ?? [];
}

/**
 * Marks a method that reacts to an event: `@On(council.pollClosed) async count(event: Envelope, work: Work)`. It runs once
 * for each event, in the order of the feed, in one transaction with the cursor of its class: what it writes by `work.db`
 * and records is there exactly once. All `@On` methods of a class share that cursor; the class's name is the cursor's
 * name, so renaming the class means renaming the row in `log_consumer`. A new class begins at the beginning of the feed.
 */
export function On(event: HubEvent) {
  return <R extends Reaction>(prototype: object, method: string, _descriptor: TypedPropertyDescriptor<R>): void => {
    Reflect.defineMetadata(ON, [...eventsOf(prototype, method), event.name], prototype, method);
  };
}
